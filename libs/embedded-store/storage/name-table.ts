import { U32Column } from './columns';
import { HashSlots } from './hash-slots';

const ARENA = 1 << 20;

/**
 * Names (of streams, of event types) numbered in the order of first use; about 20 bytes each besides the name. They are
 * kept, hashed and compared as UTF-8, so that a log can be read back without making a string for each event.
 */
export class NameTable {
  count = 0;
  readonly #arenas: Buffer[] = [];
  #room = 0;
  readonly #arena = new U32Column();
  readonly #offset = new U32Column();
  readonly #length = new U32Column();
  readonly #hash = new U32Column();
  readonly #slots = new HashSlots((name) => this.#hash.get(name));

  /** Its number, or -1. */
  find(name: string): number {
    const bytes = Buffer.from(name);
    return this.findIn(bytes, 0, bytes.length);
  }

  /** The same for a name that stands in a buffer. */
  findIn(bytes: Buffer, start: number, end: number): number {
    return this.#find(hashOf(bytes, start, end), bytes, start, end);
  }

  /** Its number, given now if it has none. */
  number(name: string): number {
    const bytes = Buffer.from(name);
    return this.numberOf(bytes, 0, bytes.length);
  }

  /** The same, of a name that stands in a buffer. */
  numberOf(bytes: Buffer, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const known = this.#find(hash, bytes, start, end);
    if (known >= 0) return known;
    const number = this.count++;
    this.#store(number, bytes, start, end);
    this.#hash.set(number, hash);
    this.#slots.put(hash, number, (other) => other === number);
    return number;
  }

  name(number: number): string {
    const offset = this.#offset.get(number);
    return this.#arenaOf(number).toString('utf8', offset, offset + this.#length.get(number));
  }

  #find(hash: number, bytes: Buffer, start: number, end: number): number {
    return this.#slots.find(hash, (other) => {
      if (this.#length.get(other) !== end - start) return false;
      const arena = this.#arenaOf(other);
      const offset = this.#offset.get(other) - start;
      for (let at = start; at < end; at++) if (arena[offset + at] !== bytes[at]) return false;
      return true;
    });
  }

  #arenaOf(number: number): Buffer {
    return this.#arenas[this.#arena.get(number)] as Buffer;
  }

  #store(number: number, bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (length > this.#room) {
      this.#room = Math.max(ARENA, length);
      this.#arenas.push(Buffer.allocUnsafeSlow(this.#room));
    }
    const arena = this.#arenas.at(-1) as Buffer;
    const offset = arena.length - this.#room;
    bytes.copy(arena, offset, start, end);
    this.#room -= length;
    this.#arena.set(number, this.#arenas.length - 1);
    this.#offset.set(number, offset);
    this.#length.set(number, length);
  }

  get bytes(): number {
    const columns = [this.#arena, this.#offset, this.#length, this.#hash, this.#slots];
    return this.#arenas.length * ARENA + columns.reduce((sum, column) => sum + column.bytes, 0);
  }
}

// FNV-1a, mixed at the end: nothing here is chosen by an attacker who gains by it.
const hashOf = (bytes: Buffer, start: number, end: number): number => {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
};
