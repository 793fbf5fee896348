// The log that a notary signs: the leaf of every event in the order of the store, and where every stream ended.

import type { Checkpoint } from './checkpoint';
import { type Hash, MerkleTree, type Sha256 } from './merkle-tree';
import { StreamHeads } from './stream-heads';

/** One event of the log: which one it is, and its leaf (ADR 2). */
export type LogEntry = { readonly stream: string; readonly revision: number; readonly leaf: Hash };

export class NotarizedLog {
  readonly tree: MerkleTree;
  readonly heads: StreamHeads;

  constructor(sha256: Sha256) {
    this.tree = new MerkleTree(sha256);
    this.heads = new StreamHeads(sha256);
  }

  get size(): number {
    return this.tree.size;
  }

  append({ stream, revision, leaf }: LogEntry): void {
    this.tree.append(leaf);
    this.heads.set(stream, revision);
  }

  checkpoint(origin: string): Checkpoint {
    const { streams, root } = this.heads;
    return { origin, size: this.size, root: this.tree.root(), heads: { streams, root } };
  }
}
