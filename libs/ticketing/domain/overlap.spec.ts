import { overlapOf, type PlacedEntry } from './overlap';

// What one person wrote down on two tickets for one time.

const at = (time: string) => `2026-03-14T${time}:00.000Z`;
const entry = (ticketId: string, from: string, to: string, engineer = 'erin'): PlacedEntry => ({
  ticketId,
  client: 'acme',
  workId: `${ticketId}-work`,
  engineer,
  kind: 'after_hours_emergency',
  from: at(from),
  to: at(to),
});
const own = entry('T1', '02:00', '03:00');

describe('Work on two tickets', () => {
  it('overlaps in the time that both entries name', () => {
    const shared = { workId: 'T1-work', engineer: 'erin', otherTicketId: 'T2', otherWorkId: 'T2-work' };
    const cases = [
      ['02:30', '04:00', '02:30', '03:00'],
      ['01:00', '02:15', '02:00', '02:15'],
      ['02:20', '02:40', '02:20', '02:40'],
      ['01:00', '04:00', '02:00', '03:00'],
      ['02:00', '03:00', '02:00', '03:00'],
    ] as const;
    for (const [from, to, first, last] of cases)
      expect(overlapOf(own, entry('T2', from, to))).toStrictEqual({ ...shared, from: at(first), to: at(last) });
  });

  it('does not overlap where it only touches', () => {
    expect(overlapOf(own, entry('T2', '03:00', '04:00'))).toBeUndefined();
    expect(overlapOf(own, entry('T2', '01:00', '02:00'))).toBeUndefined();
  });

  it("is somebody else's where another engineer did it, and one ticket's own where it is on the same", () => {
    expect(overlapOf(own, entry('T2', '02:00', '03:00', 'emil'))).toBeUndefined();
    expect(overlapOf(own, { ...entry('T1', '02:00', '03:00'), workId: 'another' })).toBeUndefined();
  });
});
