// The built server as many processes, any of which is killed, doubled, or paused and woken late, while people go on
// talking to it; and what everything says once they are left alone.
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { Clients } from '../../kill/clients';
import { rest } from '../../kill/life';
import { lostOrDoubled, misbilled, unsound } from '../../kill/promises';
import { type Everything, everythingAt } from '../../kill/stored';
import { type Owed, tell } from '../../kill/stories';
import { discard, keep, scratch } from '../../programs/scratch';
import { type Chance, chanceOf } from '../chance';
import type { Crash, Cycle, Wanted } from '../cycle';
import type { Violation } from '../ledger';
import { relieve, strike } from './blows';
import { Crew, ROLES } from './crew';
import { misdated, Postings, undetermined } from './promises';
import { type Recoveries, said } from './recoveries';
import { recovery } from './recovery';
import { staleViews } from './views';

/** So many blows fall on one crew, one after the other; then everything is looked at, and another begins. */
const LIFE = 20;
const LANES = 3;
/** How long after a blow the next one falls at the earliest, at the most. */
const LULL_MS = 500;

class Life {
  readonly directory = scratch('roles');
  readonly crew = new Crew(this.directory);
  readonly clients = new Clients();
  readonly owed: Owed[] = [];
  readonly postings = new Postings();
  readonly story: string[] = [];
  readonly #seed: number;
  #client: EventStoreDBClient | undefined;
  #isOver = false;
  #lanes: Promise<unknown> = Promise.resolve();

  constructor(seed: number) {
    this.#seed = seed;
  }

  async begin(): Promise<void> {
    await this.crew.begin();
    this.#client = EventStoreDBClient.connectionString(this.crew.storeUrl);
    await this.#turnToApi();
    this.#lanes = Promise.all([...Array.from({ length: LANES }, (_, n) => this.#tellStories(n)), this.#watch()]);
    this.#lanes.catch(() => {}); // heard in the end
  }

  get client(): EventStoreDBClient {
    if (!this.#client) throw new Error('The crew has not begun.');
    return this.#client;
  }

  /** One blow, and how long the role took to recover; nothing where it never did. */
  async blow(chance: Chance): Promise<{ role: string; tookMs: number | undefined }> {
    await pause(chance.below(LULL_MS));
    const { role, what } = await strike(this.crew, chance);
    this.story.push(what);
    const turned = role === 'api' ? this.#turnToApi() : undefined;
    const tookMs = await recovery(role, this.clients, this.client, chance);
    await turned;
    return { role, tookMs };
  }

  /** Left alone, it comes to rest by itself; then everything that was promised must hold. */
  async verdict(chance: Chance): Promise<readonly string[]> {
    await relieve(this.crew);
    await this.#turnToApi();
    this.#isOver = true;
    await this.#lanes;
    for (const role of ROLES)
      if ((await recovery(role, this.clients, this.client, chance)) === undefined)
        return [`I13: ${role} does nothing any more`];
    await rest(this.clients, this.owed);
    const { rows: stuck } = await this.clients.get('supervisor', '/stuck');
    const everything = await this.#atRest();
    return [
      ...(stuck as { reason: string }[]).map((one) => `I13: stuck: ${JSON.stringify(one)}`),
      ...(await this.crew.deserters()),
      ...unsound(everything),
      ...lostOrDoubled(everything, this.clients.told),
      ...this.owed.flatMap((one) => misbilled(everything, one)),
      ...undetermined(everything),
      ...misdated(everything),
      ...this.postings.broken,
      ...this.postings.lost(everything),
      ...(await staleViews(this.crew.dataDir, this.crew.storeUrl, everything.all)),
    ];
  }

  async end(isSound: boolean): Promise<void> {
    this.#isOver = true;
    // What was cut off by a blow may never be answered: whoever waits for it waits for ever.
    await Promise.race([this.#client?.dispose(), pause(1_000)]);
    await this.crew.end();
    if (isSound) discard(this.directory);
    else keep(this.directory);
  }

  /** All there is, once nobody adds to it any more. */
  async #atRest(): Promise<Everything> {
    for (let before = -1; ; ) {
      const everything = await everythingAt(this.client);
      if (everything.all.length === before) return everything;
      before = everything.all.length;
      await pause(700);
    }
  }

  /** As a balancer would: whoever answers is asked. */
  async #turnToApi(): Promise<void> {
    this.clients.at(undefined);
    this.clients.at(await Promise.any(this.crew.awake('api').map(({ server }) => server)));
  }

  async #tellStories(lane: number): Promise<void> {
    for (let n = 0; !this.#isOver; n++)
      this.owed.push(await tell(this.clients, chanceOf(this.#seed * 10_000 + lane * 1_000 + n)));
  }

  /** Somebody looks at the money all the time. */
  async #watch(): Promise<void> {
    for (const chance = chanceOf(this.#seed); !this.#isOver; await pause(50)) {
      if (this.owed.length === 0) continue;
      const { ticketId } = chance.of(this.owed);
      const { events } = await this.clients.get('auditor', `/tickets/${ticketId}/billing`).catch(notHeardYet);
      const postings = (events as { postings: { postingId: string; cents: number }[] }[]).flatMap(
        (one) => one.postings,
      );
      this.postings.saw(
        ticketId,
        postings.map(({ postingId, cents }) => `${postingId} ${cents}`),
      );
    }
  }
}

/** Billing may be the one that is missing. */
const notHeardYet = (error: Error): { events: readonly never[] } => {
  if (/"status":404/.test(error.message)) return { events: [] };
  throw error;
};

const violationOf = (what: string): Violation => {
  const invariant = /^I\d+/.exec(what)?.[0] as Violation['invariant'] | undefined;
  return { invariant: invariant ?? 'refused', what };
};

async function* life(
  first: number,
  blows: number,
  recoveries: Recoveries,
  { stop, trace }: Wanted,
): AsyncGenerator<Cycle> {
  const one = new Life(first);
  let isSound = false;
  try {
    await one.begin();
    for (let n = 0; n < blows; n++) {
      const seed = first + n;
      const chance = chanceOf(seed);
      const { role, tookMs } = await one.blow(chance);
      trace?.(
        `${seed}: ${one.story.at(-1)}: ${tookMs === undefined ? 'never came back' : `back after ${Math.round(tookMs)} ms`}`,
      );
      if (tookMs !== undefined) recoveries.push({ role, tookMs });
      const isLast = n === blows - 1 || stop.aborted || tookMs === undefined;
      const broken = isLast && tookMs !== undefined ? await one.verdict(chance) : [];
      isSound = isLast && tookMs !== undefined && broken.length === 0;
      const story =
        isLast && !isSound
          ? `${one.story.join('; ')}; last words: ${one.crew.lastWords()}; what is left: ${one.directory}`
          : (one.story.at(-1) ?? '');
      const again = `--only roles --seed ${first} --cycles ${n + 1}`;
      yield { seed, recovered: tookMs !== undefined, violations: broken.map(violationOf), story, again };
      if (isLast) break;
    }
  } catch (error) {
    trace?.(String((error as Error).stack));
    throw error;
  } finally {
    await one.end(isSound);
  }
}

async function* lives(wanted: Wanted): AsyncGenerator<Cycle> {
  const recoveries: Recoveries = [];
  try {
    for (let at = 0; at < wanted.cycles && !wanted.stop.aborted; at += LIFE)
      yield* life(wanted.seed + at, Math.min(LIFE, wanted.cycles - at), recoveries, wanted);
  } finally {
    process.stderr.write(said(recoveries));
  }
}

export const roleKills: Crash = {
  name: 'kill',
  does: 'the server as a process a role, each killed, doubled, or paused and woken late under load',
  run: lives,
};
