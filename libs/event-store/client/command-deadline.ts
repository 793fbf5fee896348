import { AsyncLocalStorage } from 'node:async_hooks';

/** By `performance.now()`: when whoever waits for the command at hand will have gone. */
const giveUpAt = new AsyncLocalStorage<number>();

/** Everything that `work` asks of the store together gets `ms`: a command that reads, appends and reads again has one deadline. */
export const withCommandDeadline = <T>(ms: number, work: () => T): T =>
  giveUpAt.run(Math.min(performance.now() + ms, giveUpAt.getStore() ?? Number.POSITIVE_INFINITY), work);

/** When an operation that may take `ms` by itself must be over. */
export const deadlineOf = (ms: number): number =>
  Math.min(performance.now() + ms, giveUpAt.getStore() ?? Number.POSITIVE_INFINITY);

/** For work that others wait for as well: it must not end with the command that happened to begin it. */
export const outsideCommand = <T>(work: () => T): T => giveUpAt.exit(work);

/** Rejects with what `late` makes at the deadline of the command at hand, if there is one and it comes first. */
export const untilCommandDeadline = <T>(working: Promise<T>, late: () => Error): Promise<T> => {
  const end = giveUpAt.getStore();
  if (end === undefined) return working;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), Math.max(0, end - performance.now()));
  });
  return Promise.race([working, deadline]).finally(() => clearTimeout(timer));
};
