import { patched, published, standardSupport } from '../testing/standard-support.fixture';
import type { PolicyVersion } from './document';
import { CARRIED_OUT_BY, lineFor, notCarriedOut } from './figures';
import { leaves } from './leaves';
import { diffPolicies } from './policy-diff';

const changes = (patch: unknown) => diffPolicies(published, patched(patch, 2));

describe('What a version changes', () => {
  it.each<[unknown, readonly string[]]>([
    [{ priorities: { P2: { respond: 60 } } }, ['P2 respond: 120 → 60 minutes']],
    [{ priorities: { P3: { restore: 600 } } }, ['P3 restore: none → 600 minutes']],
    [{ priorities: { P2: { restore: null } } }, ['P2 restore: 540 minutes → none']],
    [{ priorities: { P2: { calendar: '24x7' } } }, ['P2 calendar: standard-hours → 24x7']],
    [{ priorities: { P2: { warn: [50, 90] } } }, ['P2 warn: 75, 90 → 50, 90 percent']],
    [{ priorities: { P2: { page: true } } }, ['P2 page: false → true']],
    [{ priorities: { P3: { escalate: null } } }, ['P3 escalates from tier 1 to 2: 540 minutes → none']],
    [{ billing: { ratePerHourCents: 15050 } }, ['billing rate per hour: 125.00 → 150.50 USD']],
    [{ billing: { lateEntryDays: 14 } }, ['billing late entry: 30 → 14 days']],
    [{ fault: { reviewBusinessMinutes: 540 } }, ['fault review: 1620 → 540 business minutes']],
    [{ sla: { autoClose: { P2: 60 } } }, ['sla auto close P2: none → 60 minutes']],
    [{ sla: { pauseOn: [] } }, ['sla pause on: awaiting_customer, scheduled → none']],
    [
      { calendars: { 'standard-hours': { weekly: { sat: ['09:00-12:00'] } } } },
      ['calendar standard-hours sat: none → 09:00-12:00'],
    ],
    [
      { holidays: { 'us-default': { days: ['01-01', '06-19', '07-04', '1st mon of 09', '4th thu of 11', '12-25'] } } },
      ['holidays us-default days: 06-19 added; last mon of 05 removed'],
    ],
    [
      { onCall: { levels: ['secondary', 'primary', 'manager'] } },
      ['on call levels: primary, secondary, manager → secondary, primary, manager'],
    ],
    [{ calendars: { 'standard-hours': { holidays: null } } }, ['calendar standard-hours holidays: us-default → none']],
    [{}, []],
  ])('is said in sentences: %j', (patch, sentences) => expect(changes(patch)).toEqual(sentences));

  it('leaves out no figure', () => {
    for (const [path, value] of leaves(standardSupport)) {
      if (path[0] === 'version') continue;
      const other = typeof value === 'number' ? value + 1 : Array.isArray(value) ? value.slice(1) : `not ${value}`;
      const document = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), other);
      const changed = { ...published, document: merged(standardSupport, document) } as PolicyVersion;
      expect([path.join('.'), diffPolicies(published, changed).length]).toEqual([path.join('.'), 1]);
    }
  });

  it('tells the currency where only that is another', () =>
    expect(changes({ billing: { currency: 'EUR' } })).toEqual(['billing currency: USD → EUR']));

  it('names no unit where the currency is another as well', () =>
    expect(changes({ billing: { currency: 'EUR', ratePerHourCents: 15050 } })).toEqual([
      'billing currency: USD → EUR',
      'billing rate per hour: 125.00 → 150.50',
    ]));

  it('shows the shorter of what came and went, and the whole list', () => {
    const days = ['02-02', '03-03', '04-04', '05-05', '06-06', '07-07'];
    expect(changes({ holidays: { 'us-default': { days } } })).toEqual([
      expect.stringMatching(/ → 02-02, 03-03, .*07-07$/),
    ]);
  });

  it('names what came and went as long as that is no more than there was', () => {
    const days = ['01-01', '07-04', '12-25', '02-02', '03-03', '04-04'];
    expect(changes({ holidays: { 'us-default': { days } } })).toEqual([
      'holidays us-default days: 02-02, 03-03, 04-04 added; last mon of 05, 1st mon of 09, 4th thu of 11 removed',
    ]);
  });

  it('tells the day from which a clock change comes later, or goes to another offset', () => {
    const zone = published.zones['America/Chicago'];
    if (!zone) throw new Error('Chicago has clock changes');
    const spring = zone.at.indexOf(Date.UTC(2027, 2, 14, 8) / 1000);
    expect(spring).toBeGreaterThan(0);
    const with2027 = (change: object) =>
      diffPolicies(published, { ...published, zones: { 'America/Chicago': { ...zone, ...change } } });
    const since = [expect.stringMatching(/ its clock changes differ from 2027-03-14 on /)];
    expect(with2027({ at: zone.at.with(spring, Date.UTC(2027, 3, 4, 8) / 1000) })).toEqual(since);
    expect(with2027({ at: zone.at.with(spring, Date.UTC(2027, 2, 21, 8) / 1000) })).toEqual(since);
    expect(with2027({ offsets: zone.offsets.with(spring + 1, 0) })).toEqual(since);
  });

  it('says nothing of a zone that is new, and no date where no clock change was common', () => {
    const zone = published.zones['America/Chicago'];
    if (!zone) throw new Error('Chicago has clock changes');
    const utc = { ...zone, source: 'tzdata 2027a', at: [], offsets: [0] };
    expect(diffPolicies(published, { ...published, zones: { ...published.zones, UTC: utc } })).toEqual([]);
    expect(
      diffPolicies(
        { ...published, zones: { UTC: utc } },
        { ...published, zones: { UTC: { ...utc, offsets: [3600] } } },
      ),
    ).toEqual(['zone UTC: its clock changes differ (tzdata 2027a → tzdata 2027a)']);
  });

  it('tells from when on a zone changes its clocks otherwise', () => {
    const zone = published.zones['America/Chicago'];
    if (!zone) throw new Error('Chicago has clock changes');
    const kept = zone.at.filter((second) => second < Date.UTC(2027, 0, 1) / 1000);
    const moved = { ...zone, source: 'tzdata 2027a', at: kept, offsets: zone.offsets.slice(0, kept.length + 1) };
    expect(diffPolicies(published, { ...published, zones: { 'America/Chicago': moved } })).toEqual([
      `zone America/Chicago: its clock changes differ from 2027-03-14 on (${zone.source} → tzdata 2027a)`,
    ]);
  });
});

describe('What nothing carries out', () => {
  it('is nothing of the standard policy', () => expect(notCarriedOut(standardSupport)).toStrictEqual([]));

  it('is decided by a table that has a line for every figure, and no line for none', () => {
    const lines = leaves(standardSupport).map(([path]) => lineFor(path));
    expect(lines).not.toContain(undefined);
    expect(new Set(lines)).toEqual(new Set(Object.keys(CARRIED_OUT_BY)));
  });
});

const merged = (document: unknown, patch: unknown): unknown =>
  typeof patch === 'object' && patch !== null && !Array.isArray(patch)
    ? {
        ...(document as object),
        ...Object.fromEntries(
          Object.entries(patch).map(([key, inner]) => [key, merged((document as Record<string, unknown>)[key], inner)]),
        ),
      }
    : patch;
