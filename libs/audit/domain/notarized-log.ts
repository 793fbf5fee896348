// The log that a notary signs: the leaf of every event in the order of the store, and where every stream ended.

import type { Checkpoint } from './checkpoint';
import { type Hash, MerkleEdge, MerkleTree, type Sha256 } from './merkle-tree';
import { StreamHeads } from './stream-heads';

/** One event of the log: which one it is, and its leaf (ADR 2). */
export type LogEntry = { readonly stream: string; readonly revision: number; readonly leaf: Hash };

/** What the entries of a log hang on: all of them, or their right edge alone. */
type Tree = Pick<MerkleTree, 'append' | 'size'> & { root(): Hash };

class GrowingLog<T extends Tree> {
  constructor(
    readonly tree: T,
    readonly heads: StreamHeads,
  ) {}

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

/** One that shows of each of its entries that it is there. */
export class NotarizedLog extends GrowingLog<MerkleTree> {
  constructor(sha256: Sha256) {
    super(new MerkleTree(sha256), new StreamHeads(sha256));
  }
}

/** One that is signed as it grows, and shows nothing: it may go on without what came before. */
export class LogEdge extends GrowingLog<MerkleEdge> {
  constructor(sha256: Sha256, tree = new MerkleEdge(sha256), heads = new StreamHeads(sha256)) {
    super(tree, heads);
  }
}
