// A store to rebuild views from: the worked cases of the support policy, lived through again and again by other tickets,
// two hundred at a time, through the server's own adapter, with their personal fields sealed.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGS } from '#composition';
import { startNodeInWorker } from '#embedded-store';
import { type Keys, masterKey, openKeys, openStore, type Store } from '#event-store';
import { type Context, MemoryStore, type Message, ms } from '#kernel';
import { mergePolicy } from '#policy';
import { isRefusal, parseScenarios, type Scenario, World } from '#simulation';
import { defaultPolicy } from '../../../apps/server/stores';
import { discard, scratch } from '../../programs/scratch';
import { ROOT } from './built';

export type History = {
  /** Where the log is. */
  readonly dir: string;
  readonly url: string;
  readonly store: Store;
  readonly keys: Keys;
  readonly events: number;
  readonly tickets: number;
  close(): Promise<void>;
};

export type Append = { readonly stream: string; readonly events: readonly Message[]; readonly context: Context };

/** As many tickets are under way at once. */
const UNDER_WAY = 200;
/** A case that was over after fewer is no life. */
const EVENTS_MIN = 8;

/** What a case writes, in order. */
class Recorder extends MemoryStore {
  readonly appends: Append[] = [];
  override async append(...[stream, expected, events, context]: Parameters<MemoryStore['append']>) {
    const appended = await super.append(stream, expected, events, context);
    if (appended !== 'lost-race') this.appends.push({ stream, events, context });
    return appended;
  }
}

const liveThrough = async (scenario: Scenario): Promise<readonly Append[]> => {
  const store = new Recorder();
  const policy = mergePolicy(await defaultPolicy(), scenario.policy ?? {}) as { policyId: string };
  const world = await World.under(policy, { store, idOf: (name) => name });
  for (const [index, step] of scenario.steps.entries())
    await world.take(step, `${scenario.id}/${index}`).catch((problem: unknown) => {
      if (!isRefusal(problem)) throw problem;
    });
  await world.passTimeTo(ms(scenario.now));
  return store.appends.filter(({ stream }) => /^(ticket|sla|billing)-/.test(stream));
};

export const countOf = (life: readonly Append[]) => life.reduce((sum, { events }) => sum + events.length, 0);

const casesById = () =>
  parseScenarios(JSON.parse(readFileSync(path.join(ROOT, 'test/cases/cases.json'), 'utf8'))) as readonly Scenario[];

/** What one of the worked cases writes, in order. */
export const aLife = async (id: string): Promise<readonly Append[]> => {
  const found = casesById().find((scenario) => scenario.id === id);
  if (found === undefined) throw new Error(`There is no case ${id}.`);
  return liveThrough(found);
};

/** The lives of tickets that have nothing to do with another one. */
export const lives = async (): Promise<readonly (readonly Append[])[]> => {
  const alone = casesById().filter(({ steps }) => new Set(steps.map(({ ticket }) => ticket)).size === 1);
  const lived = await Promise.all(alone.map(liveThrough));
  return lived.filter((life) => countOf(life) >= EVENTS_MIN);
};

/** At least so many events, in a node that lives in a thread of its own. */
export const aHistory = async (events: number): Promise<History> => {
  const dir = scratch('rebuild');
  const keyFile = path.join(dir, 'personal.keys');
  const keys = await openKeys(keyFile, await masterKey(keyFile, { given: undefined, production: false }));
  const node = await startNodeInWorker({ dir: path.join(dir, 'store'), port: 0 });
  const url = `esdb://127.0.0.1:${node.port}?tls=false`;
  const store = await openStore({ url, provider: 'faultline', keys, catalogs: CATALOGS, soleWriter: true });
  const templates = await lives();
  let [written, tickets] = [0, 0];
  const lane = async () => {
    while (written < events) {
      const ticket = tickets++;
      const life = templates[ticket % templates.length] ?? [];
      await live(store, life, `B${ticket}`);
      written += countOf(life);
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, lane));
  const close = async () => {
    await store.close();
    await node.close();
    discard(dir);
  };
  return { dir: path.join(dir, 'store'), url, store, keys, events: written, tickets, close };
};

const live = async (store: Store, life: readonly Append[], ticketId: string): Promise<void> => {
  const revisions = new Map<string, number>();
  for (const [index, { stream, events, context }] of life.entries()) {
    const own = `${stream.slice(0, stream.indexOf('-'))}-${ticketId}`;
    const appended = await store.append(own, revisions.get(own) ?? -1, events, {
      ...context,
      commandId: `${ticketId}/${index}`,
    });
    if (appended === 'lost-race') throw new Error(`Somebody else writes to ${own}.`);
    revisions.set(own, appended.revision);
  }
};
