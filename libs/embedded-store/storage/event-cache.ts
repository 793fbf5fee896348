/** An object and an array buffer beside each record. */
const OVERHEAD = 256;

/** The records that were written or read last, in wire form, up to so many bytes. A `Map` keeps the order of use. */
export class EventCache {
  bytes = 0;
  readonly #records = new Map<number, Buffer>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(ordinal: number): Buffer | undefined {
    const record = this.#records.get(ordinal);
    if (record === undefined) return undefined;
    this.#records.delete(ordinal);
    this.#records.set(ordinal, record);
    return record;
  }

  put(ordinal: number, record: Buffer): void {
    if (this.#records.has(ordinal)) return;
    this.#records.set(ordinal, record);
    this.bytes += record.length + OVERHEAD;
    if (this.bytes <= this.#limit) return;
    for (const [oldest, { length }] of this.#records) {
      this.#records.delete(oldest);
      this.bytes -= length + OVERHEAD;
      if (this.bytes <= this.#limit) return;
    }
  }
}
