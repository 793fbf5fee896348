const TABLES = 64;
const TABLE_BITS = 6;
const SMALLEST = 16;

/**
 * Numbers found by the hash of what they stand for: open addressing, 4 bytes a slot, at most two thirds full. Sixty-four
 * small tables instead of a large one, so that growing holds up an append for a millisecond at the most.
 */
export class HashSlots {
  readonly #tables: Uint32Array[] = Array.from({ length: TABLES }, () => new Uint32Array(SMALLEST));
  readonly #sizes = new Uint32Array(TABLES);
  readonly #hashOf: (entry: number) => number;

  constructor(hashOf: (entry: number) => number) {
    this.#hashOf = hashOf;
  }

  /** The entry with this hash that `isIt`, or -1. */
  find(hash: number, isIt: (entry: number) => boolean): number {
    const table = this.#tables[hash & (TABLES - 1)] as Uint32Array;
    const slot = seek(table, hash, isIt);
    return (table[slot] as number) - 1;
  }

  /** Puts an entry in the place of the one that `isIt`, or in a new one. */
  put(hash: number, entry: number, isIt: (entry: number) => boolean): void {
    const which = hash & (TABLES - 1);
    let table = this.#tables[which] as Uint32Array;
    let slot = seek(table, hash, isIt);
    if (table[slot] === 0) {
      const size = (this.#sizes[which] as number) + 1;
      this.#sizes[which] = size;
      if (size * 3 > table.length * 2) {
        table = this.#grow(which, table);
        slot = seek(table, hash, never);
      }
    }
    table[slot] = entry + 1;
  }

  #grow(which: number, old: Uint32Array): Uint32Array {
    const grown = new Uint32Array(old.length * 2);
    for (const taken of old) {
      if (taken !== 0) grown[seek(grown, this.#hashOf(taken - 1), never)] = taken;
    }
    this.#tables[which] = grown;
    return grown;
  }

  get bytes(): number {
    return this.#tables.reduce((sum, table) => sum + table.byteLength, 0);
  }
}

const never = () => false;

const seek = (table: Uint32Array, hash: number, isIt: (entry: number) => boolean): number => {
  const mask = table.length - 1;
  let slot = (hash >>> TABLE_BITS) & mask;
  for (;;) {
    const taken = table[slot] as number;
    if (taken === 0 || isIt(taken - 1)) return slot;
    slot = (slot + 1) & mask;
  }
};
