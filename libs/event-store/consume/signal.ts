/** A condition variable: many wait for the next notification, which wakes all of them. */
export class Signal {
  #next = Promise.withResolvers<void>();

  /** Resolves at the next `notify`. */
  next(): Promise<void> {
    return this.#next.promise;
  }

  notify(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers<void>();
    resolve();
  }
}
