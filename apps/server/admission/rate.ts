import { LRUCache } from 'lru-cache';

/** So many seconds' worth may come at once. */
const BURST_S = 5;
/** Whoever is forgotten among so many begins anew. */
const REMEMBERED = 20_000;

/** How often somebody may come: so many times a second, with a burst after a rest. Counted in this process alone. */
export class Rate {
  readonly #perSecond: number;
  /** By whom: the instant (ms) at which all that was taken will have been earned. */
  readonly #earnedAt = new LRUCache<string, number>({ max: REMEMBERED });

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** 0: come in, and it is counted where that is asked. Otherwise how many milliseconds from now on there is room again. */
  waitMs(who: string, now: number, how: 'count' | 'look' = 'count'): number {
    const stepMs = 1000 / this.#perSecond;
    const earnedAt = Math.max(now, this.#earnedAt.get(who) ?? now);
    const waitMs = earnedAt + stepMs - now - BURST_S * 1000;
    if (waitMs > 0) return waitMs;
    if (how === 'count') this.#earnedAt.set(who, earnedAt + stepMs);
    return 0;
  }
}
