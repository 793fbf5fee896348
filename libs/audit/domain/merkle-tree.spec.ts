import { createHash } from 'node:crypto';
import { type Hash, isConsistent, isIncluded, MerkleEdge, MerkleTree, type Sha256 } from './merkle-tree';

const sha256: Sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const treeOf = (entries: readonly Uint8Array[]) => {
  const tree = new MerkleTree(sha256);
  for (const entry of entries) tree.append(entry);
  return tree;
};
const entry = (n: number) => Buffer.from(`entry ${n}`);
const MANY = 33;
const many = Array.from({ length: MANY }, (_, n) => entry(n));
const tree = treeOf(many);
const sizes = many.map((_, n) => n + 1);

/** Of Certificate Transparency's own tests: eight entries, and the root after each. */
const KNOWN_ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const KNOWN_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('The Merkle tree', () => {
  it('of nothing has the hash of nothing for its root', () =>
    expect(hex(new MerkleTree(sha256).root())).toBe(hex(sha256())));

  it.each(KNOWN_ROOTS.map((root, n) => [n + 1, root] as const))(
    'of %i known entries has the known root',
    (size, root) => expect(hex(treeOf(KNOWN_ENTRIES.map((text) => Buffer.from(text, 'hex'))).root(size))).toBe(root),
  );

  it('has the roots that it had when it was smaller', () =>
    expect(sizes.map((size) => hex(tree.root(size)))).toStrictEqual(
      sizes.map((size) => hex(treeOf(many.slice(0, size)).root())),
    ));

  it.each([
    ['a root of more than there is', () => tree.root(MANY + 1)],
    ['an entry that is not there', () => tree.inclusion(3, 3)],
    ['a tree that is smaller than the earlier one', () => tree.consistency(5, 4)],
    ['half an entry', () => tree.root(1.5)],
  ])('refuses to prove %s', (_what, prove) => expect(prove).toThrow(RangeError));
});

describe('A proof of inclusion', () => {
  const claim = (index: number, size: number) => ({ entry: entry(index), index, size, root: tree.root(size) });
  const everyPlace = sizes.flatMap((size) => sizes.slice(0, size).map((_, index) => [index, size] as const));

  it('holds for every entry of every size, in as many hashes as the tree is high', () => {
    for (const [index, size] of everyPlace) {
      const proof = tree.inclusion(index, size);
      expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
      expect(isIncluded(sha256, claim(index, size), proof)).toBe(true);
    }
  });

  it('does not hold for another entry, another place, another size or another root', () => {
    for (const [index, size] of everyPlace.filter(([, size]) => size > 1)) {
      const proof = tree.inclusion(index, size);
      const own = claim(index, size);
      const wrong = [
        { ...own, entry: entry(MANY) },
        { ...own, index: (index + 1) % size },
        { ...own, index: index + 0.5 },
        { ...own, index: size },
        { ...own, root: tree.root(size - 1) },
      ];
      for (const other of wrong) expect(isIncluded(sha256, other, proof)).toBe(false);
    }
  });

  it('does not hold with a hash more, a hash less, or one bit changed', () => {
    for (const [index, size] of everyPlace.filter(([, size]) => size > 1)) {
      const proof = tree.inclusion(index, size);
      for (const other of spoiled(proof)) expect(isIncluded(sha256, claim(index, size), other)).toBe(false);
    }
  });
});

describe('A proof of consistency', () => {
  const head = (size: number) => ({ size, root: tree.root(size) });
  const everyPair = [0, ...sizes].flatMap((size) =>
    [0, ...sizes].filter((from) => from <= size).map((from) => [from, size] as const),
  );

  it('holds between every two sizes of one log', () => {
    for (const [from, size] of everyPair)
      expect(isConsistent(sha256, head(from), head(size), tree.consistency(from, size))).toBe(true);
  });

  it('does not hold where an earlier entry was changed, whatever proof the changed log gives', () => {
    for (const [from, size] of everyPair.filter(([from]) => from > 0))
      for (const changed of [0, from - 1]) {
        const forged = treeOf(many.slice(0, size).with(changed, Buffer.from('forged')));
        const later = { size, root: forged.root() };
        expect(isConsistent(sha256, head(from), later, forged.consistency(from, size))).toBe(false);
      }
  });

  it('does not hold with a hash more, a hash less, or one bit changed', () => {
    for (const [from, size] of everyPair.filter(([from, size]) => from > 0 && from < size))
      for (const other of spoiled(tree.consistency(from, size)))
        expect(isConsistent(sha256, head(from), head(size), other)).toBe(false);
  });

  it('does not lead from a later log to an earlier one', () =>
    expect(isConsistent(sha256, head(5), head(4), [])).toBe(false));
});

const spoiled = (proof: readonly Hash[]): readonly (readonly Hash[])[] => [
  [...proof, sha256()],
  ...(proof.length > 0 ? [proof.slice(0, -1), proof.slice(1)] : []),
  ...proof.map((hash, at) =>
    proof.with(
      at,
      Uint8Array.from(hash, (byte, n) => (n === at % 32 ? byte ^ 1 : byte)),
    ),
  ),
];

describe('The right edge of a Merkle tree', () => {
  it('has the root of the whole tree at every size, also where it goes on from what another one had', () => {
    let edge = new MerkleEdge(sha256);
    expect(hex(edge.root())).toBe(hex(new MerkleTree(sha256).root()));
    for (const [n, one] of many.entries()) {
      edge.append(one);
      expect([edge.size, hex(edge.root())]).toStrictEqual([n + 1, hex(tree.root(n + 1))]);
      edge = new MerkleEdge(sha256, edge.state);
    }
  });

  it('does not go on from what no tree has', () =>
    expect(() => new MerkleEdge(sha256, { size: 3, peaks: [sha256()] })).toThrow(RangeError));
});
