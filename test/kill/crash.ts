// The built server, every role in one process, killed at random instants under load; and what is in the store then.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { Crash, Cycle, Wanted } from '../faults/cycle';
import { violationOf } from '../faults/ledger';
import { staleViews } from '../faults/roles/views';
import { discard, keep, scratch } from '../programs/scratch';
import { givenStore, type SomeStore } from '../programs/some-store';
import { live } from './life';
import { lostOrDoubled, misbilled, unsound } from './promises';
import { everythingAt, everythingIn } from './stored';
import { stale } from './views';

/** So many kills strike one directory; then everything is looked at, and another begins. */
const LIFE = 10;

export type Killed = {
  readonly broken: readonly string[];
  readonly ledgers: number;
  /** Where each kill struck. */
  readonly kills: readonly string[];
};

/** One life, and what does not hold after it. `store`: where it is not embedded. */
export const killed = async (
  dataDir: string,
  { seed, kills, store }: { readonly seed: number; readonly kills: number; readonly store: SomeStore | undefined },
): Promise<Killed> => {
  const env = store?.env ?? {};
  const { server, clients, owed, ...lived } = await live(dataDir, seed, kills, env);
  writeFileSync(join(dataDir, 'told.json'), JSON.stringify({ owed, told: clients.told }, null, 1));
  const ending = await server.end();
  const everything = await (store ? everythingOf(store) : everythingIn(join(dataDir, 'store')));
  const broken = [
    ...(ending === 0 ? [] : [`the server ended with ${ending}: ${server.said.slice(-3).join(' | ')}`]),
    ...unsound(everything),
    ...lostOrDoubled(everything, clients.told),
    ...owed.flatMap((one) => misbilled(everything, one)),
    ...(await (store ? staleViews({ dataDir, env }, everything.all) : stale(dataDir, everything.all))),
  ];
  return { broken, ledgers: owed.length, kills: lived.kills };
};

const everythingOf = async ({ url, prefix }: SomeStore) => {
  const client = EventStoreDBClient.connectionString(url);
  try {
    return await everythingAt(client, prefix);
  } finally {
    await client.dispose();
  }
};

async function* life(seed: number, kills: number): AsyncGenerator<Cycle> {
  const dataDir = scratch('kill');
  keep(dataDir); // until it is known that all is well
  const { broken, kills: struck } = await killed(dataDir, { seed, kills, store: await givenStore() });
  const isSound = broken.length === 0;
  if (isSound) discard(dataDir);
  const again = `--only server --seed ${seed} --cycles ${kills}`;
  for (const [n, story] of struck.entries()) {
    const isLast = n === kills - 1;
    const left = isLast && !isSound ? `; what is left: ${dataDir}` : '';
    yield {
      seed: seed + n,
      recovered: true,
      violations: isLast ? broken.map(violationOf) : [],
      story: story + left,
      again,
    };
  }
}

async function* lives({ seed, cycles, stop }: Wanted): AsyncGenerator<Cycle> {
  for (let at = 0; at < cycles && !stop.aborted; at += LIFE) yield* life(seed + at, Math.min(LIFE, cycles - at));
}

export const serverKills: Crash = {
  name: 'kill',
  does: 'the whole server as one process, killed at random instants under load, and while it starts',
  run: lives,
};
