// Every byte of every file of a store at rest, each flipped alone: noticed by verify or the next start, and never served.
import { atRest } from './at-rest';
import { chanceOf } from './chance';
import type { Cycle } from './cycle';
import { harmed, violation } from './damage';
import { type Harm, harmDone } from './harm';
import type { StoreAtRest } from './store-at-rest';

/** A store of some ten kilobytes: so many cycles flip every byte of it once. */
const APPENDS = 12;
/** Bytes are taken in strides, so that a few cycles already meet every file. Primes: one of them divides no size. */
const STRIDES = [7_919, 7_907] as const;

const bytesOf = ({ files }: StoreAtRest): number => [...files.values()].reduce((sum, { length }) => sum + length, 0);

/** Flips one bit of the byte at `at`, where all files stand one behind the other. */
const flipped = (rest: StoreAtRest, at: number, bit: number): Harm => {
  let left = at;
  for (const name of [...rest.files.keys()].toSorted()) {
    const bytes = Buffer.from(rest.files.get(name) ?? '');
    if (left >= bytes.length) {
      left -= bytes.length;
      continue;
    }
    bytes[left] = (bytes[left] ?? 0) ^ (1 << bit);
    return harmDone(rest, new Map([...rest.files, [name, bytes]]), [`flipped bit ${bit} of byte ${left} of ${name}`]);
  }
  throw new RangeError(`The store has no byte ${at}.`);
};

/** Seed n flips byte n of the store of seed n − n mod 20,000: more bytes than one has. */
const FROM_ONE_STORE = 20_000;

const cycle = async (seed: number, rest: StoreAtRest, work: string): Promise<Cycle> => {
  const total = bytesOf(rest);
  const stride = STRIDES.find((prime) => total % prime !== 0) ?? 1;
  const harm = flipped(rest, (seed * stride) % total, chanceOf(seed).below(8));
  const { found, isNoticed, story } = await harmed(rest, harm, work);
  const violations = isNoticed ? found : [...found, violation('nobody noticed')];
  return { seed, recovered: true, violations, story, again: `--only store --kind flip --seed ${seed} --cycles 1` };
};

export const flip = atRest({
  name: 'flip',
  does: 'every byte of every file of a store at rest, one flipped at a time',
  fromOneStore: FROM_ONE_STORE,
  appends: APPENDS,
  cycle,
});
