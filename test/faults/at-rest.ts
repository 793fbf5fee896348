// Cycles on stores at rest: some seeds share one store, which is made anew for the next ones.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup } from '#embedded-store';
import { discard, scratch } from '../programs/scratch';
import type { Crash, Cycle } from './cycle';
import { aStoreAtRest, type StoreAtRest } from './store-at-rest';

type AtRest = Pick<Crash, 'name' | 'does'> & {
  /** How many seeds begin with the same store. */
  readonly fromOneStore: number;
  /** How much is in it; as usual where nothing is said. */
  readonly appends?: number;
  readonly cycle: (seed: number, rest: StoreAtRest, work: string) => Promise<Cycle>;
};

export const atRest = ({ name, does, fromOneStore, appends, cycle }: AtRest): Crash => ({
  name,
  does,
  async *run({ seed, cycles, stop }) {
    const work = scratch(name);
    let rest: StoreAtRest | undefined;
    for (let n = seed; n < seed + cycles && !stop.aborted; n++) {
      const from = n - (n % fromOneStore);
      if (rest?.seed !== from) {
        rmSync(work, { recursive: true, force: true });
        mkdirSync(work);
        rest = await aStoreAtRest(from, join(work, 'whole'), (dir) => backup(dir, join(work, 'backup')), appends);
      }
      yield await cycle(n, rest, work);
    }
    discard(work);
  },
});
