// The Merkle tree of RFC 6962 over a log that only grows. Whoever holds a root of it can be shown, in a few hashes, that
// an entry is in the log (inclusion) and that a later log still begins with the earlier one (consistency).

import { type Hash, HashColumn, isSameHash as isSame } from './hash';

export type { Hash };
/** SHA-256 of the parts, one behind the other; 32 bytes. */
export type Sha256 = (...parts: readonly Uint8Array[]) => Hash;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export class MerkleTree {
  readonly #sha256: Sha256;
  /** By level, the nodes over 2^level entries that are complete: none of them ever changes. */
  readonly #levels: HashColumn[] = [new HashColumn()];

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  get size(): number {
    return (this.#levels[0] as HashColumn).length;
  }

  append(entry: Uint8Array): void {
    let node = this.#sha256(LEAF, entry);
    for (let level = 0; ; level++) {
      const row = this.#levels[level] ?? new HashColumn();
      this.#levels[level] = row;
      row.push(node);
      if (row.length % 2 === 1) return;
      node = this.#sha256(NODE, row.at(row.length - 2), node);
    }
  }

  /** Of the first `size` entries. Throws `RangeError` where there are not so many. */
  root(size = this.size): Hash {
    mustBeWithin(size, 0, this.size);
    return size === 0 ? this.#sha256() : this.#over(0, size);
  }

  /** Shows that the entry at `index`, from 0, is among the first `size`: RFC 9162, 2.1.3.1. */
  inclusion(index: number, size = this.size): readonly Hash[] {
    mustBeWithin(size, 1, this.size);
    mustBeWithin(index, 0, size - 1);
    const path = (at: number, begin: number, end: number): Hash[] => {
      if (end - begin === 1) return [];
      const middle = begin + halfOf(end - begin);
      return at < middle
        ? [...path(at, begin, middle), this.#over(middle, end)]
        : [...path(at, middle, end), this.#over(begin, middle)];
    };
    return path(index, 0, size);
  }

  /** Shows that the first `size` entries begin with the first `from`: RFC 9162, 2.1.4.1. */
  consistency(from: number, size = this.size): readonly Hash[] {
    mustBeWithin(size, 0, this.size);
    mustBeWithin(from, 0, size);
    if (from === 0 || from === size) return [];
    /** `isKnown`: the root of the part is the one that the reader already has. */
    const path = (first: number, begin: number, end: number, isKnown: boolean): Hash[] => {
      if (first === end) return isKnown ? [] : [this.#over(begin, end)];
      const middle = begin + halfOf(end - begin);
      return first <= middle
        ? [...path(first, begin, middle, isKnown), this.#over(middle, end)]
        : [...path(first, middle, end, false), this.#over(begin, middle)];
    };
    return path(from, 0, size, true);
  }

  /** The node over the entries from `begin` to before `end`. */
  #over(begin: number, end: number): Hash {
    const count = end - begin;
    const level = Math.log2(count);
    if (Number.isInteger(level)) return (this.#levels[level] as HashColumn).at(begin / count);
    const middle = begin + halfOf(count);
    return this.#sha256(NODE, this.#over(begin, middle), this.#over(middle, end));
  }
}

/** The right edge of such a tree: it grows and has the same root, in a few hashes, and shows nothing of its entries. */
export class MerkleEdge {
  readonly #sha256: Sha256;
  /** The complete parts of the tree, the largest first: one for each binary digit of the size that is 1. */
  readonly #peaks: Hash[];
  #size: number;

  /** Goes on where another one stood. Throws `RangeError` where so many entries have not so many peaks. */
  constructor(sha256: Sha256, { size, peaks }: MerkleEdgeState = { size: 0, peaks: [] }) {
    if (!isCount(size) || peaks.length !== peaksOf(size))
      throw new RangeError(`${size} entries do not have ${peaks.length} peaks.`);
    this.#sha256 = sha256;
    this.#peaks = [...peaks];
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  get state(): MerkleEdgeState {
    return { size: this.#size, peaks: [...this.#peaks] };
  }

  append(entry: Uint8Array): void {
    let node = this.#sha256(LEAF, entry);
    for (let left = this.#size; left % 2 === 1; left = half(left))
      node = this.#sha256(NODE, this.#peaks.pop() as Hash, node);
    this.#peaks.push(node);
    this.#size++;
  }

  root(): Hash {
    const last = this.#peaks.at(-1);
    if (last === undefined) return this.#sha256();
    return this.#peaks.slice(0, -1).reduceRight((right, peak) => this.#sha256(NODE, peak, right), last);
  }
}
export type MerkleEdgeState = { readonly size: number; readonly peaks: readonly Hash[] };

const peaksOf = (size: number): number => {
  let peaks = 0;
  for (let left = size; left > 0; left = half(left)) peaks += left % 2;
  return peaks;
};

type Side = 'left' | 'right';

/**
 * On which side of the way up from a node each hash of a proof stands; nothing where so many do not lead to the root.
 * `at` and `last` number the node and the last one of its level: RFC 9162, 2.1.3.2 and 2.1.4.2.
 */
const sidesOf = (at: number, last: number, hashes: number): readonly Side[] | undefined => {
  const sides: Side[] = [];
  for (let n = 0; n < hashes; n++) {
    if (last === 0) return undefined;
    const side: Side = at % 2 === 1 || at === last ? 'left' : 'right';
    // The last node of a level without a sibling is the same one level up.
    if (side === 'left') while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    [at, last] = [half(at), half(last)];
    sides.push(side);
  }
  return last === 0 ? sides : undefined;
};

const climb = (sha256: Sha256, from: Hash, proof: readonly Hash[], sides: readonly Side[]): Hash =>
  proof.reduce(
    (node, beside, n) => (sides[n] === 'left' ? sha256(NODE, beside, node) : sha256(NODE, node, beside)),
    from,
  );

/** Whether the proof leads from the entry to the root of `size` entries. Never throws: a proof comes from anybody. */
export const isIncluded = (
  sha256: Sha256,
  { entry, index, size, root }: { entry: Uint8Array; index: number; size: number; root: Hash },
  proof: readonly Hash[],
): boolean => {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  const sides = sidesOf(index, size - 1, proof.length);
  if (!sides) return false;
  return isSame(climb(sha256, sha256(LEAF, entry), proof, sides), root);
};

export type TreeHead = { readonly size: number; readonly root: Hash };

/** Whether the proof shows that the later tree begins with the earlier one. Never throws. */
export const isConsistent = (sha256: Sha256, earlier: TreeHead, later: TreeHead, proof: readonly Hash[]): boolean => {
  if (!isCount(earlier.size) || !isCount(later.size) || earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && isSame(earlier.root, later.root);
  if (earlier.size === 0) return proof.length === 0 && isSame(earlier.root, sha256());
  let [at, last] = [earlier.size - 1, later.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  // Where the earlier tree is complete its root begins the proof, and is not sent.
  const [first, ...rest] = at === 0 ? [earlier.root, ...proof] : proof;
  const sides = sidesOf(at, last, rest.length);
  if (first === undefined || !sides) return false;
  // What stands on the left was there before.
  const earlierOnes = rest.filter((_, n) => sides[n] === 'left');
  const before = climb(
    sha256,
    first,
    earlierOnes,
    earlierOnes.map(() => 'left'),
  );
  return isSame(before, earlier.root) && isSame(climb(sha256, first, rest, sides), later.root);
};

/** The largest power of two below `count`, which is at least 2. */
const halfOf = (count: number): number => 2 ** Math.floor(Math.log2(count - 1));
/** Logs outgrow 32 bits sooner than a shift does. */
const half = (n: number): number => Math.floor(n / 2);
const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

const mustBeWithin = (n: number, least: number, most: number): void => {
  if (!(isCount(n) && n >= least && n <= most)) throw new RangeError(`${n} is not from ${least} to ${most}.`);
};
