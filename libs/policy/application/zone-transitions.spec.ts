import fc from 'fast-check';
import { IANAZone } from 'luxon';
import { canonicalZone } from './zone-names';
import { zoneTransitions } from './zone-transitions';

const offsetAt = (zone: string, second: number) => {
  const { at = [], offsets = [] } = zoneTransitions(zone) ?? {};
  return offsets[at.filter((change) => change <= second).length];
};

describe("A zone's clock changes", () => {
  it.each(['America/Chicago', 'Africa/Casablanca', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/Boa_Vista'])(
    'of %s give the offset that luxon gives, at any instant',
    (zone) =>
      fc.assert(
        fc.property(fc.integer({ min: 0, max: Date.UTC(2101, 0, 1) / 1000 - 1 }), (second) =>
          expect(offsetAt(zone, second)).toBe(IANAZone.create(zone).offset(second * 1000) * 60),
        ),
        { numRuns: 500 },
      ),
  );

  it('are exact to the second', () => {
    const spring = Date.parse('2026-03-08T08:00:00Z') / 1000;
    expect([offsetAt('America/Chicago', spring - 1), offsetAt('America/Chicago', spring)]).toEqual([-21600, -18000]);
    // Liberia set its clocks by the sun until 1972.
    expect(offsetAt('Africa/Monrovia', 0)).toBe(-2670);
  });

  it('are none where clocks never change', () =>
    expect(zoneTransitions('UTC')).toMatchObject({ at: [], offsets: [0] }));

  it('take little room in a published version', () =>
    expect(JSON.stringify(zoneTransitions('America/Chicago')).length).toBeLessThan(6_000));

  it.each(['America/Chicgo', 'CST', 'IST', 'SystemV/EST5', 'Factory', '+05:00', 'utc', ''])(
    "are unknown for '%s', which is no IANA zone",
    (zone) => expect(zoneTransitions(zone)).toBeUndefined(),
  );
});

describe('A zone', () => {
  it.each([
    ['EST5EDT', 'America/New_York'],
    ['CET', 'Europe/Brussels'],
    ['Singapore', 'Asia/Singapore'],
    ['GB-Eire', 'Europe/London'],
    ['US/Central', 'America/Chicago'],
    ['Etc/UTC', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['America/Chicago', 'America/Chicago'],
  ])('may be called %s, and is %s', (link, name) => {
    expect(canonicalZone(link)).toBe(name);
    expect(zoneTransitions(link)).toStrictEqual(zoneTransitions(name));
  });

  it('has one name: each that the host lists leads to one that leads to itself', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const name = canonicalZone(zone) ?? '';
      expect([zone, canonicalZone(name)]).toStrictEqual([zone, name]);
    }
  });
});
