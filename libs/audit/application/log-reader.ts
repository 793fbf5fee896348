// The notary's log as others see it: what was signed, and that each checkpoint goes on with an earlier one. It reads what the
// notary has written, as far as it was written; in another process, on the same directory.

import { MerkleTree } from '../domain/merkle-tree';
import { checkpointsIn, entriesIn, hasNotary, type SignedCheckpoint } from './notary-directory';
import { sha256 } from './sha256';

export class LogReader {
  readonly #directory: string;
  #tree = new MerkleTree(sha256);

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The last checkpoint; nothing where none was signed here yet. */
  last(): SignedCheckpoint | undefined {
    return hasNotary(this.#directory) ? checkpointsIn(this.#directory).at(-1) : undefined;
  }

  /** Shows, in base64, that the first `to` events begin with the first `from`; nothing where so many were never signed for. */
  consistency(from: number, to: number): readonly string[] | undefined {
    if (from > to || to > (this.last()?.size ?? 0)) return undefined;
    this.#readTo(to);
    return this.#tree.consistency(from, to).map((hash) => Buffer.from(hash).toString('base64'));
  }

  #readTo(size: number): void {
    if (this.#tree.size >= size) return;
    const tree = new MerkleTree(sha256);
    for (const { leaf } of entriesIn(this.#directory)) {
      if (tree.size === size) break;
      tree.append(leaf);
    }
    this.#tree = tree;
  }
}
