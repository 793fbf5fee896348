// The notary's log as others see it: what was signed, and that each checkpoint goes on with an earlier one. It reads what the
// notary has written, as far as it was written; in another process, on the same directory.

import { setImmediate as letOthers } from 'node:timers/promises';
import { MerkleTree } from '../domain/merkle-tree';
import { NotaryFollower, type SignedCheckpoint } from './notary-directory';
import { sha256 } from './sha256';

/** Entries hashed at a time, a few milliseconds: a long log is read while others are answered. */
const AT_A_TIME = 2_000;

export class LogReader {
  readonly #notary: NotaryFollower;
  #tree = new MerkleTree(sha256);
  /** One reads at a time, whoever asks: witnesses are anybody. */
  #reading: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.#notary = new NotaryFollower(directory);
  }

  /** The last checkpoint; nothing where none was signed here yet. */
  last(): SignedCheckpoint | undefined {
    return this.#notary.last();
  }

  /** Shows, in base64, that the first `to` events begin with the first `from`; nothing where so many were never signed for. */
  async consistency(from: number, to: number): Promise<readonly string[] | undefined> {
    if (from > to || to > (this.last()?.size ?? 0)) return undefined;
    const read = this.#reading.then(() => this.#readTo(to));
    this.#reading = read.catch(() => {}); // heard by whoever asked
    await read;
    return this.#tree.consistency(from, to).map((hash) => Buffer.from(hash).toString('base64'));
  }

  async #readTo(size: number): Promise<void> {
    if (this.#notary.beginsAnew()) this.#tree = new MerkleTree(sha256);
    while (this.#tree.size < size) {
      const before = this.#tree.size;
      const most = Math.min(size, before + AT_A_TIME);
      for (const { leaf } of this.#notary.entries()) {
        this.#tree.append(leaf);
        if (this.#tree.size === most) break;
      }
      if (this.#tree.size === before) return; // it has fewer than it signed for, which the notary says itself
      await letOthers();
    }
  }
}
