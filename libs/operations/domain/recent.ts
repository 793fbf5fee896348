// The last changes, in the order of the store: what whoever was away for a moment has missed.

/** A ticket whose rows changed in these views. `at` is the position of the last event behind it. */
export type Change = {
  readonly at: bigint;
  readonly ticketId: string;
  readonly client: string;
  readonly views: readonly string[];
};

/** Holds up to `most` changes, and knows from where on they are all there. */
export class Recent {
  #changes: Change[] = [];
  #since: bigint;
  #head: bigint;
  readonly #most: number;

  /** Nothing is known of what was before `since`. */
  constructor(since: bigint, most: number) {
    this.#since = since;
    this.#head = since;
    this.#most = most;
  }

  /** How far it has come. */
  get head(): bigint {
    return this.#head;
  }

  /** Takes changes in, in their order; the oldest go when there are too many. */
  add(changes: readonly Change[]): void {
    this.#changes.push(...changes);
    this.#head = changes.at(-1)?.at ?? this.#head;
    const gone = this.#changes.splice(0, Math.max(0, this.#changes.length - this.#most)).at(-1);
    this.#since = gone?.at ?? this.#since;
  }

  /** Everything behind a position; nothing where some of it may be missing. */
  behind(at: bigint): readonly Change[] | undefined {
    if (at < this.#since || at > this.#head) return undefined;
    return this.#changes.filter((change) => change.at > at);
  }
}
