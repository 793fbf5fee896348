/** Wakes whoever waits for new events: each callback once. Readers that are not waiting see them by themselves. */
export class Arrivals {
  #all = new Set<() => void>();
  readonly #streams = new Map<string, Set<() => void>>();

  /** Answers how to stop waiting. */
  once(stream: string | undefined, wake: () => void): () => void {
    if (stream === undefined) {
      this.#all.add(wake);
      return () => this.#all.delete(wake);
    }
    const waiting = this.#streams.get(stream) ?? new Set();
    this.#streams.set(stream, waiting.add(wake));
    return () => {
      waiting.delete(wake);
      if (waiting.size === 0 && this.#streams.get(stream) === waiting) this.#streams.delete(stream);
    };
  }

  notify(streams: Iterable<string>): void {
    for (const stream of streams) {
      const waiting = this.#streams.get(stream);
      if (waiting === undefined) continue;
      this.#streams.delete(stream);
      for (const wake of waiting) wake();
    }
    const all = this.#all;
    this.#all = new Set();
    for (const wake of all) wake();
  }
}
