// Where every stream ended: a Merkle tree of 16,384 entries, by the beginning of the SHA-256 of the stream's name. An entry
// is the list of its streams with the revision of the last event of each, in the order of their names. So a proof of one
// entry shows where a stream ended, and as well that there was no such stream. A new event changes fourteen nodes.

import { HashColumn } from './hash';
import { type Hash, isIncluded, type Sha256 } from './merkle-tree';

const LEVELS = 14;
const HEAD_ENTRIES = 2 ** LEVELS;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export type Head = readonly [stream: string, revision: number];
export type HeadsEntry = readonly [index: number, heads: readonly Head[]];
/** Everything that one entry holds, and the hashes that lead from it to the root. */
export type HeadsProof = { readonly index: number; readonly entry: readonly Head[]; readonly proof: readonly Hash[] };

/** In which entry a stream stands. */
const headIndex = (sha256: Sha256, stream: string): number => {
  const [first = 0, second = 0] = sha256(utf8(stream));
  return (first * 256 + second) >> (16 - LEVELS);
};

export class StreamHeads {
  readonly #sha256: Sha256;
  readonly #entries = new Map<number, Map<string, number>>();
  readonly #levels: readonly HashColumn[];
  #streams = 0;
  /** Entries whose nodes are not computed anew yet: that is done once for all of them, when somebody asks. */
  readonly #changed = new Set<number>();

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
    this.#levels = emptyLevels(sha256);
  }

  /** How many streams there are. */
  get streams(): number {
    return this.#streams;
  }

  get root(): Hash {
    this.#settle();
    return (this.#levels[LEVELS] as HashColumn).at(0);
  }

  /** The revision of the last event of a stream; -1 where there is none. */
  revision(stream: string): number {
    return this.#entries.get(headIndex(this.#sha256, stream))?.get(stream) ?? -1;
  }

  set(stream: string, revision: number): void {
    const index = headIndex(this.#sha256, stream);
    const entry = this.#entries.get(index) ?? new Map<string, number>();
    this.#entries.set(index, entry);
    if (!entry.has(stream)) this.#streams++;
    entry.set(stream, revision);
    this.#changed.add(index);
  }

  /** Every entry that holds a stream, in the form in which `take` takes it. */
  *entries(): Generator<HeadsEntry, void> {
    for (const [index, entry] of this.#entries) yield [index, sorted(entry)];
  }

  /** Takes a whole entry, as `entries` gave it, where there was none. */
  take([index, heads]: HeadsEntry): void {
    this.#entries.set(index, new Map(heads));
    this.#streams += heads.length;
    this.#changed.add(index);
  }

  /** Shows where a stream ended, or that there is none. */
  prove(stream: string): HeadsProof {
    this.#settle();
    const index = headIndex(this.#sha256, stream);
    const proof = Array.from({ length: LEVELS }, (_, level) =>
      (this.#levels[level] as HashColumn).at((index >> level) ^ 1),
    );
    return { index, entry: sorted(this.#entries.get(index) ?? new Map()), proof };
  }

  #settle(): void {
    if (this.#changed.size === 0) return;
    const leaves = this.#levels[0] as HashColumn;
    for (const index of this.#changed)
      leaves.set(index, this.#sha256(LEAF, headEntry(sorted(this.#entries.get(index) ?? new Map()))));
    let nodes = new Set(this.#changed);
    for (let level = 0; level < LEVELS; level++) {
      const [row, above] = [this.#levels[level] as HashColumn, this.#levels[level + 1] as HashColumn];
      nodes = new Set([...nodes].map((at) => at >> 1));
      for (const at of nodes) above.set(at, this.#sha256(NODE, row.at(at * 2), row.at(at * 2 + 1)));
    }
    this.#changed.clear();
  }
}

/**
 * What a proof says of a stream: the revision of its last event, -1 where there is none. `undefined` where the proof does
 * not lead to the root, or is of another stream. Never throws: a proof comes from anybody.
 */
export const provenHead = (sha256: Sha256, root: Hash, stream: string, proof: HeadsProof): number | undefined => {
  const { index, entry } = proof;
  if (index !== headIndex(sha256, stream)) return undefined;
  const bytes = headEntry(entry);
  if (!isIncluded(sha256, { entry: bytes, index, size: HEAD_ENTRIES, root }, proof.proof)) return undefined;
  return entry.find(([name]) => name === stream)?.[1] ?? -1;
};

/** The bytes of an entry, which its leaf is made of. */
const headEntry = (heads: readonly Head[]): Uint8Array => utf8(JSON.stringify(heads));

const sorted = (entry: ReadonlyMap<string, number>): readonly Head[] =>
  [...entry].sort(([one], [other]) => (one < other ? -1 : 1));

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const EMPTY = new WeakMap<Sha256, readonly HashColumn[]>();
/** All entries are empty, so that all nodes of a level are the same: written out once, and copied. */
const emptyLevels = (sha256: Sha256): readonly HashColumn[] => {
  const known = EMPTY.get(sha256) ?? writtenOut(sha256);
  EMPTY.set(sha256, known);
  return known.map((row) => row.copy());
};

const writtenOut = (sha256: Sha256): readonly HashColumn[] => {
  const levels: HashColumn[] = [];
  let node = sha256(LEAF, headEntry([]));
  for (let level = 0; level <= LEVELS; level++) {
    const row = new HashColumn();
    for (let at = 0; at < HEAD_ENTRIES >> level; at++) row.push(node);
    levels.push(row);
    node = sha256(NODE, node, node);
  }
  return levels;
};
