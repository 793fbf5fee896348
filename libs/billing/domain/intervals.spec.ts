import { length, overlap, union } from './intervals';

const span = (from: number, to: number) => ({ from, to });

describe('Intervals of time', () => {
  it('overlap in what both have', () => {
    expect(overlap(span(0, 10), span(5, 20))).toStrictEqual(span(5, 10));
    expect(overlap(span(5, 20), span(0, 100))).toStrictEqual(span(5, 20));
  });
  it('that only touch have nothing in common', () => expect(overlap(span(0, 5), span(5, 9))).toBeUndefined());
  it('are counted once where they overlap, touch, repeat or contain each other', () => {
    const all = [span(20, 30), span(0, 10), span(5, 12), span(12, 15), span(21, 22), span(20, 30)];
    expect(union(all)).toStrictEqual([span(0, 15), span(20, 30)]);
    expect(length(union(all))).toBe(25);
  });
  it('may be none', () => expect(length(union([]))).toBe(0));
  it('are left as they were', () => {
    const given = [span(5, 9), span(0, 6)];
    union(given);
    expect(given).toStrictEqual([span(5, 9), span(0, 6)]);
  });
});
