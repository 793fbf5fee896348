import { givenBackCents } from './given-back';

// What was given back of an event: from the most that ever stood to what stands.

const postings = (event: number, ...balances: readonly number[]) =>
  balances.map((balanceCents) => ({ event, balanceCents })) as never[];

describe('What was given back', () => {
  it('is nothing where nothing was posted, or only more and more', () => {
    expect(givenBackCents({ postings: [] })).toBe(0);
    expect(givenBackCents({ postings: postings(1, 12_500, 25_000) })).toBe(0);
  });
  it('is counted from the most that ever stood, in however many steps', () =>
    expect(givenBackCents({ postings: postings(1, 50_000, 37_500, 25_000) })).toBe(25_000));
  it('is nothing any more once it is billed again', () =>
    expect(givenBackCents({ postings: postings(1, 50_000, 0, 50_000) })).toBe(0));
  it('is that of one event, or of all', () => {
    const both = [...postings(1, 50_000, 0), ...postings(2, 20_000, 5_000)];
    expect([givenBackCents({ postings: both }, 2), givenBackCents({ postings: both })]).toStrictEqual([15_000, 65_000]);
  });
});
