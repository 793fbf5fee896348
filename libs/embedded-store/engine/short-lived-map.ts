/**
 * Things that stay for a moment, by name. Not a `Map`: one that is filled and emptied for ever makes itself anew all the
 * time, and each of its former selves holds on to the next. Once one of them is old enough to be collected late, all that
 * came after it is kept with it: seen as two kilobytes an append, and pauses of 25 ms to move them about.
 */
export class ShortLivedMap<Value extends object> {
  #held: Record<string, Value> = Object.create(null);
  size = 0;

  get(name: string): Value | undefined {
    return this.#held[name];
  }

  has(name: string): boolean {
    return this.#held[name] !== undefined;
  }

  set(name: string, value: Value): void {
    if (this.#held[name] === undefined) this.size++;
    this.#held[name] = value;
  }

  /** Whether it was there. */
  delete(name: string): boolean {
    if (this.#held[name] === undefined) return false;
    delete this.#held[name];
    this.size--;
    return true;
  }

  clear(): void {
    this.#held = Object.create(null);
    this.size = 0;
  }

  /** What is there now; whatever becomes of it meanwhile. */
  entries(): [name: string, value: Value][] {
    return Object.entries(this.#held);
  }
}
