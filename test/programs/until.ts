import { setTimeout as pause } from 'node:timers/promises';

const LOOKS_EVERY_MS = 20;

/** Waits until something holds; throws what was waited for, where it does not come in time. */
export const untilWithin =
  (milliseconds: number) =>
  async (holds: () => boolean | Promise<boolean>, what: string): Promise<void> => {
    for (const end = performance.now() + milliseconds; !(await holds()); await pause(LOOKS_EVERY_MS))
      if (performance.now() > end) throw new Error(`Waited in vain until ${what}.`);
  };

/** For what no promise gives a time to: a busy machine is merely slow. */
export const until = untilWithin(60_000);
