import type { Clock } from '#kernel';

/** A clock that stands still until it is told what time it is. It never goes back. */
export class DemoClock implements Clock {
  readonly isStanding = true;
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Throws `RangeError` on a time that has passed. */
  becomes(instant: number): void {
    if (instant < this.#now) throw new RangeError(`It is ${this.#now} already; it cannot become ${instant}.`);
    this.#now = instant;
  }
}
