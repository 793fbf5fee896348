import { U32Column } from './columns';
import { HashSlots } from './hash-slots';

const ARENA = 1 << 20;

/** Names (of streams, of event types) numbered in the order of first use; about 20 bytes each besides the name. */
export class Names {
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
    return this.#slots.find(hashOf(name), (other) => this.name(other) === name);
  }

  /** Its number, given now if it has none. */
  number(name: string): number {
    const hash = hashOf(name);
    const known = this.#slots.find(hash, (other) => this.name(other) === name);
    if (known >= 0) return known;
    const number = this.count++;
    this.#store(number, name);
    this.#hash.set(number, hash);
    this.#slots.put(hash, number, (other) => other === number);
    return number;
  }

  name(number: number): string {
    const arena = this.#arenas[this.#arena.get(number)] as Buffer;
    const offset = this.#offset.get(number);
    return arena.toString('utf8', offset, offset + this.#length.get(number));
  }

  #store(number: number, name: string): void {
    const length = Buffer.byteLength(name);
    if (length > this.#room) {
      this.#room = Math.max(ARENA, length);
      this.#arenas.push(Buffer.allocUnsafeSlow(this.#room));
    }
    const arena = this.#arenas.at(-1) as Buffer;
    const offset = arena.length - this.#room;
    arena.write(name, offset);
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

// FNV-1a over UTF-16 units, mixed at the end: nothing here is chosen by an attacker who gains by it.
const hashOf = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
};
