import { setTimeout as pause } from 'node:timers/promises';

/** Several figures, and several who ask, are answered from one look. */
const KEPT_MS = 5_000;
/** Whoever scrapes is answered in time, with what there is: that the read store is away is a figure of its own. */
const LATE_MS = 2_000;

/** What `look` found, at most five seconds old; nothing where it fails or is late. */
export const remembered = <T>(look: () => Promise<T>): (() => Promise<T | undefined>) => {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let found: Promise<T | undefined> = Promise.resolve(undefined);
  return () => {
    const now = performance.now();
    if (now - lookedAt >= KEPT_MS) {
      lookedAt = now;
      found = Promise.race([look().catch(() => undefined), pause(LATE_MS, undefined, { ref: false })]);
    }
    return found;
  };
};
