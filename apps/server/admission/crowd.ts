import type { Log } from '#event-store';
import { Sampled } from '../sampled';

const LOOKS_BACK_MS = 1_000;
/** One line for as long as it lasts, however many are sent away. */
const SAYS_EVERY_MS = 10_000;
const COMES_BACK_MAX_S = 30;

/** How many were served and sent away of late: when it makes sense to come back, and a line in the log now and then. */
export class Crowd {
  readonly #log: Log;
  #since = performance.now();
  #served = 0;
  #sentAway = 0;
  /** As they were in the second before this one. */
  #before = { served: 0, sentAway: 0 };
  readonly #sampled = new Sampled(SAYS_EVERY_MS);
  readonly #sentAwayAt = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  served(): void {
    this.#turn();
    this.#served++;
  }

  sentAway(kind: string): void {
    this.#turn();
    this.#sentAway++;
    this.#sentAwayAt.set(kind, performance.now());
    const times = this.#sampled.times(kind);
    if (times !== undefined) this.#log.warn({ kind, times }, 'more is asked than can be done; some are sent away');
  }

  /** Whether any of its kind found no place of late. */
  isCrowded(kind: string): boolean {
    return performance.now() - (this.#sentAwayAt.get(kind) ?? Number.NEGATIVE_INFINITY) < LOOKS_BACK_MS;
  }

  /**
   * Seconds. All who were sent away in a second, coming back at once, would be as many again: each is told another time,
   * over as long as it takes to serve them.
   */
  comeBackS(): number {
    const { served, sentAway } = this.#before;
    const takesS = Math.min(COMES_BACK_MAX_S, sentAway / Math.max(1, served));
    return 1 + Math.floor(Math.random() * takesS);
  }

  #turn(): void {
    const now = performance.now();
    if (now - this.#since < LOOKS_BACK_MS) return;
    this.#before = { served: this.#served, sentAway: this.#sentAway };
    [this.#since, this.#served, this.#sentAway] = [now, 0, 0];
  }
}
