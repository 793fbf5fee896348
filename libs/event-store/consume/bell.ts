/** Something that many wait for and that happens again and again. */
export class Bell {
  #heard = Promise.withResolvers<void>();

  /** When it rings next. */
  next(): Promise<void> {
    return this.#heard.promise;
  }

  ring(): void {
    const { resolve } = this.#heard;
    this.#heard = Promise.withResolvers<void>();
    resolve();
  }
}
