const TABLES = 64;
const TABLE_BITS = 6;
const SMALLEST = 16;

/** A table: entries (plus one; 0 is free), and of each a byte of its hash, so that few entries are looked at in vain. */
type Table = { readonly slots: Uint32Array; readonly tags: Uint8Array; size: number };
const newTable = (length: number): Table => ({ slots: new Uint32Array(length), tags: new Uint8Array(length), size: 0 });

/**
 * Numbers found by the hash of what they stand for: open addressing, 5 bytes a slot, at most two thirds full. Sixty-four
 * small tables instead of a large one, so that growing holds up an append for a millisecond at the most.
 */
export class HashSlots {
  readonly #tables: Table[] = Array.from({ length: TABLES }, () => newTable(SMALLEST));
  readonly #hashOf: (entry: number) => number;

  constructor(hashOf: (entry: number) => number) {
    this.#hashOf = hashOf;
  }

  /** The entry with this hash that `isIt`, or -1. */
  find(hash: number, isIt: (entry: number) => boolean): number {
    const table = this.#tables[hash & (TABLES - 1)] as Table;
    return (table.slots[seek(table, hash, isIt)] as number) - 1;
  }

  /** Puts an entry in a new place, unless there is one that `isIt`: the first stays. */
  put(hash: number, entry: number, isIt: (entry: number) => boolean): void {
    const which = hash & (TABLES - 1);
    let table = this.#tables[which] as Table;
    let slot = seek(table, hash, isIt);
    if (table.slots[slot] !== 0) return;
    table.size++;
    if (table.size * 3 > table.slots.length * 2) {
      table = this.#grow(which, table);
      slot = seek(table, hash, never);
    }
    set(table, slot, hash, entry + 1);
  }

  #grow(which: number, { slots, size }: Table): Table {
    const grown = newTable(slots.length * 2);
    grown.size = size;
    for (const taken of slots) {
      if (taken === 0) continue;
      const hash = this.#hashOf(taken - 1);
      set(grown, seek(grown, hash, never), hash, taken);
    }
    this.#tables[which] = grown;
    return grown;
  }

  get bytes(): number {
    return this.#tables.reduce((sum, { slots, tags }) => sum + slots.byteLength + tags.byteLength, 0);
  }
}

const never = () => false;

const set = ({ slots, tags }: Table, slot: number, hash: number, taken: number): void => {
  slots[slot] = taken;
  tags[slot] = hash >>> 24;
};

const seek = ({ slots, tags }: Table, hash: number, isIt: (entry: number) => boolean): number => {
  const mask = slots.length - 1;
  const tag = hash >>> 24;
  let slot = (hash >>> TABLE_BITS) & mask;
  for (;;) {
    const taken = slots[slot] as number;
    if (taken === 0 || (tags[slot] === tag && isIt(taken - 1))) return slot;
    slot = (slot + 1) & mask;
  }
};
