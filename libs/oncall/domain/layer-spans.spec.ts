import { HOUR, iso, ms } from '#kernel';
import { zoneTransitions } from '#policy';
import { layerSpans } from './layer-spans';
import type { RosterLayer } from './roster-document';

const NIGHTS: RosterLayer = {
  name: 'nights',
  people: ['ann', 'bob'],
  startsOn: '2023-12-25',
  handover: '12:00',
  rotateDays: 7,
  hours: [{ from: '17:00', to: '08:00' }],
};
const zoneOf = (name: string) => zoneTransitions(name) as NonNullable<ReturnType<typeof zoneTransitions>>;
/** Each night that begins in the year, by its local date, in hours. */
const nightsOf = (zone: string, year: number): ReadonlyMap<string, number> => {
  const spans = layerSpans(NIGHTS, zoneOf(zone), Date.UTC(year - 1, 11, 30), Date.UTC(year + 1, 0, 3), 'nights');
  const nights = spans.map(({ from, to }) => [iso(from).slice(0, 10), (to - from) / HOUR] as const);
  return new Map(nights.filter(([night]) => night.startsWith(String(year))));
};
const unusual = (zone: string, year: number) => [...nightsOf(zone, year)].filter(([, hours]) => hours !== 15);

describe('A night shift from 17:00 to 08:00', () => {
  it('is 15 hours long in Chicago, 14 where the clock is put forward and 16 where it is put back, in each year', () => {
    // The night that begins on the Saturday before.
    expect(unusual('America/Chicago', 2024)).toStrictEqual([
      ['2024-03-09', 14],
      ['2024-11-02', 16],
    ]);
    expect(unusual('America/Chicago', 2025)).toStrictEqual([
      ['2025-03-08', 14],
      ['2025-11-01', 16],
    ]);
    expect(unusual('America/Chicago', 2026)).toStrictEqual([
      ['2026-03-07', 14],
      ['2026-10-31', 16],
    ]);
    expect(unusual('America/Chicago', 2027)).toStrictEqual([
      ['2027-03-13', 14],
      ['2027-11-06', 16],
    ]);
    expect(unusual('America/Chicago', 2028)).toStrictEqual([
      ['2028-03-11', 14],
      ['2028-11-04', 16],
    ]);
    expect(nightsOf('America/Chicago', 2026).size).toBe(365);
  });

  it('is so on the days of the change in Berlin, by half an hour on Lord Howe Island, and never in Kolkata', () => {
    expect(unusual('Europe/Berlin', 2026)).toStrictEqual([
      ['2026-03-28', 14],
      ['2026-10-24', 16],
    ]);
    expect(unusual('Australia/Lord_Howe', 2026).map(([, hours]) => hours)).toStrictEqual([15.5, 14.5]);
    expect(unusual('Asia/Kolkata', 2026)).toStrictEqual([]);
  });
});

describe('A handover', () => {
  const between = (handover: string, from: string, to: string) =>
    layerSpans(
      { ...NIGHTS, hours: [{ from: '00:00', to: '24:00' }], startsOn: '2026-01-01', handover, rotateDays: 1 },
      zoneOf('America/Chicago'),
      ms(from),
      ms(to),
      'layer',
    ).map((span) => [span.person, iso(span.from)]);

  it('at a reading that is left out happens when the clock jumps over it', () =>
    expect(between('02:30', '2026-03-08T07:00:00Z', '2026-03-08T09:00:00Z')).toStrictEqual([
      ['bob', '2026-03-08T07:00:00.000Z'],
      ['ann', '2026-03-08T08:00:00.000Z'],
    ]));
  it('at a reading that comes twice happens once, the first time', () =>
    expect(between('01:30', '2026-11-01T06:00:00Z', '2026-11-01T09:00:00Z')).toStrictEqual([
      ['bob', '2026-11-01T06:00:00.000Z'],
      ['ann', '2026-11-01T06:30:00.000Z'],
    ]));
});
