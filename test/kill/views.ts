// I7: the views, as they came through every crash, are those of a fresh replay.
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterHours, slaOutcomes } from '#operations/module';
import { openReadStore, type ReadStore } from '#read-store';
import { slaBoard } from '#sla/module';
import { ticketList } from '#ticketing/module';
import { checkedFetch } from '../programs/checked-fetch';
import { type Server, startServer } from '../programs/server';
import type { StoredEvent } from './stored';

const VIEWS = [ticketList, slaBoard, slaOutcomes, afterHours] as const;
const ROUTES = ['/tickets', '/sla-board', '/statistics/sla', '/queues/fault-reviews'] as const;
/** Nobody who listens and acts: what is compared does not move meanwhile. */
const READERS = { ROLES: 'api,projector' };
const READS_WITHIN_MS = 20_000;
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

/** What the views of a directory show that a fresh replay of `all` does not, or the other way round. */
export const stale = async (dataDir: string, all: readonly StoredEvent[]): Promise<string[]> => {
  const copy = `${dataDir}-copy`;
  cpSync(dataDir, copy, { recursive: true, filter: (file) => !file.endsWith('.sock') });
  for (const file of globSync('views.sqlite*', { cwd: copy })) rmSync(join(copy, file));
  try {
    return differing(await caughtUp(dataDir, all), await caughtUp(copy, all));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

/** What one shows that the other does not, or does not show at all. */
export const differing = (kept: Shown, fresh: Shown): string[] => [
  ...kept.parked.map((what) => `I7: ${what} is parked`),
  ...VIEWS.flatMap(({ name }, n) =>
    kept.hashes[n] === fresh.hashes[n]
      ? []
      : [`I7: ${name} is ${kept.hashes[n]}, and ${fresh.hashes[n]} after a fresh replay`],
  ),
];

type Shown = { readonly hashes: readonly string[]; readonly parked: readonly string[] };

/** Lets a server read to the end of the store, and looks at what it has written down. `home`: where its keys are. */
export const caughtUp = async (
  dataDir: string,
  all: readonly StoredEvent[],
  env: Readonly<Record<string, string>> = {},
  home = dataDir,
): Promise<Shown> => {
  const server = await startServer(home, { ...READERS, ...env, DATA_DIR: dataDir });
  for (const route of ROUTES) await answers(server, route);
  const { DATABASE_URL: url } = env;
  const views = await openReadStore(url === undefined ? { file: join(dataDir, 'views.sqlite') } : { url });
  try {
    for (const until = performance.now() + READS_WITHIN_MS; !(await isAtTheEnd(views, all)); await pause()) {
      if (performance.now() > until) throw new Error(`I13: the views in ${dataDir} stay behind the store.`);
    }
    await server.end();
    const parked = (await views.parked()).map(({ stream, revision }) => `${stream}@${revision}`);
    return { hashes: await Promise.all(VIEWS.map((view) => views.tableHash(view))), parked };
  } finally {
    await views.close();
  }
};

/** A list answers 503 until it has been filled for the first time. */
const answers = async ({ url, keys }: Server, route: string): Promise<void> => {
  for (;;) {
    const { status } = await checkedFetch(`${url}${route}`, { headers: { authorization: `Bearer ${keys.agent}` } });
    if (status === 200) return;
    if (status !== 503) throw new Error(`GET ${route} was answered ${status}.`);
    await pause();
  }
};

/** Each view stands at its own last event, at one of another behind it, or at one that came after all of these. */
const isAtTheEnd = async (views: ReadStore, all: readonly StoredEvent[]): Promise<boolean> => {
  const placeOf = new Map(all.map(({ id }, place) => [id, place]));
  for (const view of VIEWS) {
    const last = all.findLastIndex(({ stream }) => view.streams.some((prefix) => stream.startsWith(prefix)));
    const { from } = (await views.projector(view as never)).consumer;
    if (from === 'start' || (placeOf.get(from.eventId) ?? all.length) < last) return false;
  }
  return true;
};
