import { byDue, pageByDue } from './by-due';

const due = (ticketId: string, dueAt: number) => ({ row: { ticketId, event: 1 }, dueAt });
const LIST = [due('C', 30), due('A', 10), due('B', 10), due('D', 40)];
const walk = (descending: boolean, limit: number): string[] => {
  const sorted = LIST.toSorted(byDue(descending));
  const seen: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = pageByDue(sorted, limit, after);
    seen.push(...page.rows.map(({ row }) => row.ticketId));
    if (page.next === undefined) return seen;
    after = page.next;
  }
};

describe('Reviews by when they are due', () => {
  it('come first due first, each once, whatever the size of a page', () => {
    for (const limit of [1, 2, 3, 4, 50]) expect(walk(false, limit)).toStrictEqual(['A', 'B', 'C', 'D']);
  });
  it('come last due first where that is asked for', () => {
    for (const limit of [1, 2, 3, 4]) expect(walk(true, limit)).toStrictEqual(['D', 'C', 'A', 'B']);
  });
  it('refuse a place that no page handed out', () => {
    expect(() => pageByDue(LIST, 2, 'nonsense')).toThrow(RangeError);
  });
});
