// Refusing is work too, and under a flood it would be most of the work: so many refusals a second are answered at once,
// all others wait their turn, which also slows down whoever keeps asking over the same connections.

const TICK_MS = 10;
/** What a late turn of the event loop makes up for: while there is other work, fewer are refused. */
const CATCHES_UP_MS = 2 * TICK_MS;

export type PaceBounds = {
  readonly perSecond: number;
  /** Whoever comes when so many wait is not answered at all. */
  readonly waitingMost: number;
};

/** First come, first answered; nobody overtakes. */
export class RefusalPacer {
  readonly #stepMs: number;
  readonly #waitingMost: number;
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** The instant from which on the next refusal is answered. */
  #nextAt = 0;

  constructor({ perSecond, waitingMost }: PaceBounds) {
    this.#stepMs = 1000 / perSecond;
    this.#waitingMost = waitingMost;
  }

  /** Answers now, or when its turn comes; false where too many wait, and it never will be. */
  answer(refusal: () => void): boolean {
    const now = performance.now();
    if (this.#waiting.length === 0 && this.#nextAt <= now) {
      this.#nextAt = now + this.#stepMs;
      refusal();
      return true;
    }
    if (this.#waiting.length >= this.#waitingMost) return false;
    this.#waiting.push(refusal);
    this.#timer ??= setTimeout(() => this.#tick(), TICK_MS);
    return true;
  }

  #tick(): void {
    const now = performance.now();
    this.#nextAt = Math.max(this.#nextAt, now - CATCHES_UP_MS);
    const due = Math.max(0, Math.floor((now - this.#nextAt) / this.#stepMs) + 1);
    const answered = this.#waiting.splice(0, due);
    this.#nextAt += answered.length * this.#stepMs;
    this.#timer = this.#waiting.length > 0 ? setTimeout(() => this.#tick(), TICK_MS) : undefined;
    for (const refusal of answered) refusal();
  }
}
