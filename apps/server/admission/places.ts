// How many may be at something at once. Who comes when all places are taken is sent away, not kept waiting: a queue would
// only be a slower no.

export type PlaceBounds = {
  readonly least: number;
  readonly most: number;
  /** What one visit should take at most; where visits take longer there are fewer places, down to `least`. */
  readonly goalMs: number;
};

/** Of all places one visitor has so many at most: nobody alone shuts the others out. */
const SHARE_OF_ONE = 0.75;
const SHRINKS_TO = 0.8;
/** For each visit that was quick. */
const GROWS_BY = 0.2;

export class Places {
  readonly #bounds: PlaceBounds;
  readonly #taken = new Map<string, number>();
  #all = 0;
  #size: number;
  #shrankAt = Number.NEGATIVE_INFINITY;

  constructor(bounds: PlaceBounds) {
    this.#bounds = bounds;
    this.#size = bounds.most;
  }

  get size(): number {
    return Math.floor(this.#size);
  }

  /** Down to the least for as long as `isPressed` says so: what comes first has run out of places. */
  isFull(isPressed = false): boolean {
    return this.#all >= this.#sizeNow(isPressed);
  }

  /** Whether somebody would find a place now. */
  hasRoomFor(who: string, isPressed = false): boolean {
    const share = Math.max(1, Math.floor(this.#sizeNow(isPressed) * SHARE_OF_ONE));
    return !this.isFull(isPressed) && (this.#taken.get(who) ?? 0) < share;
  }

  #sizeNow(isPressed: boolean): number {
    return isPressed ? Math.min(this.size, this.#bounds.least) : this.size;
  }

  /** What gives the place back; nothing where there is none. */
  take(who: string, isPressed = false): (() => void) | undefined {
    if (!this.hasRoomFor(who, isPressed)) return undefined;
    const began = performance.now();
    this.#count(who, 1);
    return () => {
      this.#count(who, -1);
      this.#learn(began, performance.now());
    };
  }

  #count(who: string, by: 1 | -1): void {
    const left = (this.#taken.get(who) ?? 0) + by;
    if (left > 0) this.#taken.set(who, left);
    else this.#taken.delete(who);
    this.#all += by;
  }

  /** A shrunken number of places is given time to show: visits that began before it say nothing about it. */
  #learn(began: number, now: number): void {
    const { least, most, goalMs } = this.#bounds;
    if (now - began <= goalMs) this.#size = Math.min(most, this.#size + GROWS_BY);
    else if (began > this.#shrankAt) {
      this.#size = Math.max(least, this.#size * SHRINKS_TO);
      this.#shrankAt = now;
    }
  }
}
