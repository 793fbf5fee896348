// One crew and those who talk to it, from the first call until everything is at rest and has been looked at.
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { misdated, undetermined } from '#invariants';
import { Clients } from '../../kill/clients';
import { rest } from '../../kill/life';
import { lostOrDoubled, misbilled, unsound } from '../../kill/promises';
import { everythingAtRest } from '../../kill/stored';
import { type ExpectedOutcome, tell } from '../../kill/stories';
import { discard, keep, scratch } from '../../programs/scratch';
import { Receiver } from '../../public/receiver';
import { type Chance, chanceOf } from '../chance';
import { relieve, strike } from './blows';
import { Crew, ROLES, type Role } from './crew';
import { arrived, mistold } from './delivered-webhooks';
import { watchMoney } from './money';
import { type Load, PacedClients } from './pace';
import { Postings } from './promises';
import { type RecoveryContext, recovery } from './recovery';
import { staleViews } from './views';

/** Enough for any rate: whoever has to wait for his turn is not missed. */
const LANES = 6;
/** How long after a blow the next one falls at the earliest, at the most. */
const LULL_MS = 500;

export class Life {
  readonly directory = scratch('roles');
  readonly crew: Crew;
  readonly clients = new Clients();
  readonly owed: ExpectedOutcome[] = [];
  readonly postings = new Postings();
  readonly story: string[] = [];
  readonly #seed: number;
  readonly #load: Load;
  #client: EventStoreDBClient | undefined;
  #receiver: Receiver | undefined;
  #began = { at: 0, told: 0 };
  #isOver = false;
  #lanes: Promise<unknown> = Promise.resolve();

  /** The views are in the database, or in a file of the crew's own. `root`: the tree whose build begins. */
  constructor(seed: number, load: Load, databaseUrl: string | undefined, root?: string) {
    this.#seed = seed;
    this.#load = load;
    this.crew = new Crew(this.directory, databaseUrl, root);
  }

  /** For whoever has to find out what went wrong. */
  wholeStory(): string {
    return `${this.story.join('; ')}; last words: ${this.crew.lastWords()}; what is left: ${this.directory}`;
  }

  async begin(): Promise<void> {
    await this.crew.begin();
    this.#client = EventStoreDBClient.connectionString(this.crew.store.url);
    await this.#turnToApi();
    await this.#subscribe();
    const people = new PacedClients(this.clients, this.#load.perSecond);
    this.#began = { at: performance.now(), told: this.clients.told.length };
    const lanes = Array.from({ length: LANES }, (_, n) => this.#tellStories(people, n));
    const { clients, owed, postings } = this;
    const money = watchMoney({ clients, owed, postings, seed: this.#seed, isOver: () => this.#isOver });
    this.#lanes = Promise.all([...lanes, money]);
    this.#lanes.catch(() => {}); // heard in the end
  }

  get #seen(): RecoveryContext {
    const [client, receiver] = [this.#client, this.#receiver];
    if (!client || !receiver) throw new Error('The crew has not begun.');
    return { client, receiver, prefix: this.crew.store.prefix };
  }

  /** One blow, and how long the role took to recover; nothing where it never did. */
  async blow(chance: Chance): Promise<{ role: string; tookMs: number | undefined }> {
    await pause(chance.below(LULL_MS));
    const { role, what } = await strike(this.crew, chance);
    this.story.push(what);
    const turned = role === 'api' ? this.#turnToApi() : undefined;
    const tookMs = await this.recovery(role, chance);
    await turned;
    return { role, tookMs };
  }

  /** Every role is done by the build of another tree from now on, one after the other, as a rolling deploy goes. */
  async roll(root: string): Promise<readonly string[]> {
    const wrong: string[] = [];
    for (const role of ROLES) {
      const before = this.crew.members(role);
      const server = await this.crew.start(role, root).server;
      // As a balancer does: the new one is asked before the old one is asked to leave.
      if (role === 'api') this.clients.at(server);
      for (const member of before) wrong.push(...(await this.crew.retire(member)));
    }
    return wrong;
  }

  /** To be said when the last blow has fallen. */
  countLoad(): void {
    this.#load.add(this.clients.told.length - this.#began.told, performance.now() - this.#began.at);
  }

  /** Left alone, it comes to rest by itself; then everything that was promised must hold. */
  async verdict(chance: Chance): Promise<readonly string[]> {
    await relieve(this.crew);
    await this.#turnToApi();
    this.#isOver = true;
    await this.#lanes;
    for (const role of ROLES)
      if ((await this.recovery(role, chance)) === undefined) return [`I13: ${role} does nothing any more`];
    await rest(this.clients, this.owed);
    const { rows: stuck } = await this.clients.get('supervisor', '/stuck');
    const everything = await everythingAtRest(this.#seen.client, this.crew.store.prefix);
    const { taken } = this.#seen.receiver;
    await arrived(everything, taken);
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
      ...mistold(everything, taken),
      ...(await staleViews(this.crew, everything.all)),
    ];
  }

  async end(isSound: boolean): Promise<void> {
    this.#isOver = true;
    // What was cut off by a blow may never be answered: whoever waits for it waits for ever.
    await Promise.race([this.#client?.dispose(), pause(1_000)]);
    await this.crew.end();
    await this.#receiver?.close();
    if (isSound) discard(this.directory);
    else keep(this.directory);
  }

  recovery(role: Role, chance: Chance): Promise<number | undefined> {
    return recovery(role, this.clients, this.#seen, chance);
  }

  /** Somebody who is to hear everything. */
  async #subscribe(): Promise<void> {
    const receiver = await Receiver.open();
    this.#receiver = receiver;
    const { secret } = await this.clients.say({
      role: 'supervisor',
      path: '/webhooks',
      body: { url: receiver.url, from: 'start' },
      yields: 'WebhookSubscribed',
      category: 'webhooks',
      key: chanceOf(this.#seed).uuid(),
    });
    receiver.secret = secret;
  }

  /** As a balancer would: whoever answers is asked. */
  async #turnToApi(): Promise<void> {
    this.clients.at(undefined);
    this.clients.at(await Promise.any(this.crew.awake('api').map(({ server }) => server)));
  }

  async #tellStories(people: Clients, lane: number): Promise<void> {
    for (let n = 0; !this.#isOver; n++)
      this.owed.push(await tell(people, chanceOf(this.#seed * 10_000 + lane * 1_000 + n)));
  }
}
