import { placeOf, stopFrom, stopsOf } from './travel';

const line = (at: string, recordedAt: string) => ({ at, recordedAt }) as never;
const [two, three, ten] = ['2026-11-28T08:00:00Z', '2026-11-28T09:00:00Z', '2026-11-28T16:00:00Z'];
const stops = [two, three, ten];

describe('Travelling in the time of a ticket', () => {
  it('stops where something happened, or where it became known', () => {
    const page = { timeline: [line(ten, ten), line(two, ten), line(three, ten)] };
    expect(stopsOf(page, 'at')).toStrictEqual(stops);
    expect(stopsOf(page, 'recordedAt')).toStrictEqual([ten]);
  });
  it('goes back from today to the last event, and on from that to today', () => {
    expect(stopFrom(stops, undefined, -1)).toBe(ten);
    expect(stopFrom(stops, ten, -1)).toBe(three);
    expect(stopFrom(stops, two, -1)).toBe(two);
    expect(stopFrom(stops, two, 1)).toBe(three);
    expect(stopFrom(stops, ten, 1)).toBeUndefined();
  });
  it('stands between two events at the one before', () =>
    expect([placeOf(stops, '2026-11-28T12:00:00Z'), placeOf(stops, undefined)]).toStrictEqual([1, 3]));
});
