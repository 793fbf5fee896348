import { isBefore, isPlace } from './position-order';

const at = (commit: number | bigint, prepare: number | bigint = commit) => ({
  commit: BigInt(commit),
  prepare: BigInt(prepare),
});

describe('Positions', () => {
  it('are ordered by commit, then prepare; the start is before all of them', () => {
    const ordered = ['start', at(0), at(5, 0), at(5, 4), at(5), at(6, 0)] as const;
    for (const [n, one] of ordered.entries())
      for (const [m, other] of ordered.entries()) expect(isBefore(one, other)).toBe(n < m);
  });
  it('end at 2^63-1: what a server sends beyond is none', () => {
    expect(isPlace(at(2n ** 63n - 1n))).toBe(true);
    expect(isPlace(at(2n ** 64n - 1n))).toBe(false);
    expect(isPlace(at(2n ** 63n, 0))).toBe(false);
  });
});
