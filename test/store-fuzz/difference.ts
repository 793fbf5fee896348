// The same histories on two stores: the first answer that differs, shrunk to the shortest history that shows it.
import * as fc from 'fast-check';
import { histories, LONGEST, type Operation } from './operations';
import { namesOf, type Target } from './target';

export type Answering = Pick<Target, 'name' | 'does'>;

/** All ids are known, and the last stands two places or more before the first: no server answers that. */
const isNeverAnswered = (one: Operation, stored: readonly number[]): boolean =>
  one.do === 'append' &&
  (one.expected === 'any' || one.expected === 'stream_exists') &&
  one.ids.every((id) => stored.includes(id)) &&
  stored.indexOf(one.ids.at(-1) ?? -1) <= stored.indexOf(one.ids[0] ?? -1) - 2;

/** Throws where the answers differ. Gives how many operations were compared. */
const compared = async (history: readonly Operation[], ours: Answering, theirs: Answering): Promise<number> => {
  const names = namesOf();
  const stored = new Map<number, number[]>();
  let count = 0;
  for (const [n, one] of history.entries()) {
    const ids = 'stream' in one ? (stored.get(one.stream) ?? []) : [];
    if (isNeverAnswered(one, ids)) continue;
    const [our, their] = await Promise.all([ours.does(one, names), theirs.does(one, names)]);
    count++;
    if (our !== their)
      throw new Error(`Operation ${n}, ${JSON.stringify(one)}:\n  ${ours.name}: ${our}\n  ${theirs.name}: ${their}`);
    const last = one.do === 'append' ? /^at (\d+)/.exec(our)?.[1] : undefined;
    if (one.do === 'append' && last !== undefined && Number(last) === ids.length + one.ids.length - 1)
      stored.set(one.stream, [...ids, ...one.ids]);
  }
  return count;
};

/** What fast-check left: each operation taken away that the difference does not need. */
const shortest = async (history: readonly Operation[], ours: Answering, theirs: Answering) => {
  const differs = (some: readonly Operation[]) =>
    compared(some, ours, theirs).then(
      () => undefined,
      (error: Error) => error.message,
    );
  let left = history;
  let what = await differs(left);
  for (let n = left.length - 1; n >= 0; n--) {
    const fewer = left.filter((_, at) => at !== n);
    const still = await differs(fewer);
    if (still === undefined) continue;
    left = fewer;
    what = still;
  }
  return {
    history: left,
    what: what ?? 'It differed once, and not again: something else writes there, or it is a race.',
  };
};

type Wanted = { readonly operations: number; readonly seed: number; readonly progress?: (done: number) => void };
export type Difference = { readonly seed: number; readonly history: readonly Operation[]; readonly what: string };

const REPORTED_EVERY = 5_000;

export const firstDifference = async (
  ours: Answering,
  theirs: Answering,
  { operations, seed, progress = () => undefined }: Wanted,
): Promise<Difference | undefined> => {
  let done = 0;
  let reported = 0;
  const alike = fc.asyncProperty(histories, async (history) => {
    done += await compared(history, ours, theirs);
    if (done - reported < REPORTED_EVERY) return;
    reported = done;
    progress(done);
  });
  for (let round = seed; done < operations; round++) {
    const numRuns = Math.max(1, Math.ceil((operations - done) / LONGEST));
    const { failed, counterexample, errorInstance } = await fc.check(alike, { seed: round, numRuns });
    const [history] = counterexample ?? [];
    if (failed && history) return { seed: round, ...(await shortest(history, ours, theirs)) };
    if (failed) throw errorInstance;
  }
  return undefined;
};
