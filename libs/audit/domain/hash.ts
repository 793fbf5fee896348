// Hashes as they are kept: 32 bytes each, side by side. A million of them as objects of their own take five times as much.

export type Hash = Uint8Array;
const HASH_BYTES = 32;
const FIRST = 16;

/** A list of hashes that grows. */
export class HashColumn {
  #bytes = new Uint8Array(FIRST * HASH_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** One that holds the same, and grows by itself. */
  copy(): HashColumn {
    const copy = new HashColumn();
    copy.#bytes = this.#bytes.slice();
    copy.#length = this.#length;
    return copy;
  }

  push(hash: Hash): void {
    const end = (this.#length + 1) * HASH_BYTES;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.set(this.#length++, hash);
  }

  set(index: number, hash: Hash): void {
    this.#bytes.set(hash, index * HASH_BYTES);
  }

  at(index: number): Hash {
    return this.#bytes.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }
}

export const isSameHash = (one: Hash, other: Hash): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
