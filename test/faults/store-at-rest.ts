// A store that nobody has open, and all that was acknowledged of it: what damage at rest is done to.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventId, parseRecord, Store } from '#embedded-store';
import { type Chance, chanceOf } from './chance';
import type { Files } from './harm';

export type StoreAtRest = {
  readonly seed: number;
  /** Closed, or as a kill left it. */
  readonly isClosed: boolean;
  readonly files: Files;
  /** By log position. */
  readonly acknowledged: ReadonlyMap<number, string>;
  /** Whole, in a directory of its own. */
  readonly backup: string;
};

const APPENDS = 90;

const anAppend = (chance: Chance, stream: string) => ({
  stream,
  expected: 'any' as const,
  events: Array.from({ length: 1 + chance.below(3) }, () => {
    const id = eventId(chance.uuid());
    if (id === undefined) throw new Error('A chance that makes no ids.');
    const data = chance.bytes(chance.below(200));
    return { id, type: 'Happened', isJson: false, metadata: Buffer.alloc(0), data };
  }),
});

const filesIn = (dir: string): Map<string, Buffer> =>
  new Map(
    readdirSync(dir)
      .filter((name) => !name.endsWith('.sock') && !name.endsWith('.new'))
      .map((name) => [name, readFileSync(join(dir, name))]),
  );

/** The same store from the same seed, of so many appends. `copy` makes a backup of the directory that it is given. */
export const aStoreAtRest = async (
  seed: number,
  dir: string,
  copy: (dir: string) => Promise<unknown>,
  appends = APPENDS,
): Promise<StoreAtRest> => {
  const chance = chanceOf(seed);
  const isClosed = chance.happens(0.6);
  const options = { dir, segmentBytes: chance.of([2_048, 4_096, 16_384]), snapshotEvery: chance.of([5, 20, 1_000]) };
  const store = await Store.open(options);
  for (let n = 0; n < appends; n++) {
    const stream = `s-${chance.below(6)}`;
    if (chance.happens(0.05)) await store.remove(stream, 'any', 'soft');
    else await store.append(anAppend(chance, stream));
  }
  const acknowledged = new Map<number, string>();
  const { index } = store.committed;
  for (let ordinal = 0; ordinal < index.count; ordinal++) {
    const [record] = await store.records.fetch([ordinal], false);
    if (record === undefined) continue;
    const { stream, revision, idText, data } = parseRecord(record);
    acknowledged.set(index.positions.get(ordinal), `${stream}@${revision} ${idText} ${data.toString('base64')}`);
  }
  await copy(dir);
  const killed = filesIn(dir);
  await store.close();
  const files = isClosed ? filesIn(dir) : killed;
  return { seed, isClosed, files, acknowledged, backup: join(dir, '..', 'backup') };
};
