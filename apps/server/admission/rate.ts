import { LRUCache } from 'lru-cache';

/** So many seconds' worth may come at once. */
const BURST_S = 5;
/** Whoever is forgotten among so many begins anew. */
const REMEMBERED = 20_000;

export type RateBounds = { readonly perSecond: number; readonly atOnce?: number };

/** How often somebody may come: so many times a second, with a burst after a rest. */
export class Rate {
  readonly stepMs: number;
  readonly #burstMs: number;
  /** By whom: the instant (ms) at which all that was taken will have been earned. */
  readonly #earnedAt = new LRUCache<string, number>({ max: REMEMBERED });

  constructor({ perSecond, atOnce = perSecond * BURST_S }: RateBounds) {
    this.stepMs = 1000 / perSecond;
    this.#burstMs = atOnce * this.stepMs;
  }

  /** 0: come in, and it is counted where that is asked. Otherwise how many milliseconds from now on there is room again. */
  waitMs(who: string, now: number, how: 'count' | 'look' = 'count'): number {
    const earnedAt = Math.max(now, this.#earnedAt.get(who) ?? now);
    const waitMs = earnedAt + this.stepMs - now - this.#burstMs;
    if (waitMs > 0) return waitMs;
    if (how === 'count') this.#earnedAt.set(who, earnedAt + this.stepMs);
    return 0;
  }

  /** How far somebody has come towards what may come at once: 0 who has rested, 1 who has to wait. */
  usedBy(who: string, now: number): number {
    return Math.max(0, (this.#earnedAt.get(who) ?? now) - now) / this.#burstMs;
  }

  /** What others have counted together with us, and so many that we have counted since. */
  set(who: string, earnedAt: number, since: number): void {
    this.#earnedAt.set(who, earnedAt + since * this.stepMs);
  }
}
