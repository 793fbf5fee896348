import { HOUR, iso, MINUTE } from '#kernel';
import { patched, published } from '../testing/standard-support.fixture';
import { compile } from './compile';

const { standardHours, calendars } = compile(published);
const at = (text: string) => Date.parse(text);
const due = (from: string, minutes: number, calendar = standardHours) =>
  iso(calendar.after(at(from), minutes * MINUTE));
const hours = (weekly: object, more: object = {}) =>
  compile(patched({ calendars: { 'standard-hours': { weekly, ...more } } })).standardHours;

describe('Standard hours', () => {
  it('include the opening instant and exclude the closing one', () => {
    expect(standardHours.isOpen(at('2026-03-02T08:00:00-06:00'))).toBe(true);
    expect(standardHours.isOpen(at('2026-03-02T07:59:59.999-06:00'))).toBe(false);
    expect(standardHours.isOpen(at('2026-03-02T16:59:59.999-06:00'))).toBe(true);
    expect(standardHours.isOpen(at('2026-03-02T17:00:00-06:00'))).toBe(false);
  });

  it.each([
    ['from the opening', '2026-03-02T08:00:00-06:00', 120, '2026-03-02T16:00:00.000Z'],
    ['from a second before it', '2026-03-02T07:59:59-06:00', 120, '2026-03-02T16:00:00.000Z'],
    ['from the closing instant', '2026-03-02T17:00:00-06:00', 120, '2026-03-03T16:00:00.000Z'],
    ['to the last closing of a year', '2026-12-31T15:00:00-06:00', 120, '2026-12-31T23:00:00.000Z'],
    ['over the closing', '2026-03-02T16:59:00-06:00', 120, '2026-03-03T15:59:00.000Z'],
    ['to the closing instant, not to the next opening', '2026-03-02T15:00:00-06:00', 120, '2026-03-02T23:00:00.000Z'],
    ['from a Saturday', '2026-03-14T10:00:00-05:00', 480, '2026-03-16T21:00:00.000Z'],
    ['over the weekend on which clocks go forward', '2026-03-06T16:00:00-06:00', 120, '2026-03-09T14:00:00.000Z'],
    ['over the weekend on which clocks go back', '2026-10-30T16:00:00-05:00', 120, '2026-11-02T15:00:00.000Z'],
    ['over a Saturday holiday kept on Friday', '2026-07-02T16:30:00-05:00', 120, '2026-07-06T14:30:00.000Z'],
    ['over a New Year kept in the old one', '2027-12-30T16:00:00-06:00', 120, '2028-01-03T15:00:00.000Z'],
    ['over Thanksgiving, but not the day after', '2026-11-25T16:30:00-06:00', 120, '2026-11-27T15:30:00.000Z'],
    ['on a leap day', '2028-02-28T16:00:00-06:00', 120, '2028-02-29T15:00:00.000Z'],
  ])('count %s', (_, from, minutes, expected) => expect(due(from, minutes)).toBe(expected));

  it('lose no millisecond at the end of a year', () => {
    const from = at('2026-03-02T08:00:00-06:00');
    const tenYears = 20_000 * HOUR + 1;
    expect(standardHours.between(from, standardHours.after(from, tenYears))).toBe(tenYears);
  });

  it('give the instant itself where nothing is to pass, even when closed', () =>
    expect(due('2026-03-14T10:00:00-05:00', 0)).toBe('2026-03-14T15:00:00.000Z'));

  it('count no time between an instant and an earlier one', () =>
    expect(standardHours.between(at('2026-03-03T10:00:00-06:00'), at('2026-03-02T10:00:00-06:00'))).toBe(0));

  it('lie between cut intervals', () =>
    expect(
      standardHours
        .intervals(at('2026-07-02T16:00:00-05:00'), at('2026-07-06T09:00:00-05:00'))
        .map((interval) => interval.map(iso)),
    ).toEqual([
      ['2026-07-02T21:00:00.000Z', '2026-07-02T22:00:00.000Z'],
      ['2026-07-06T13:00:00.000Z', '2026-07-06T14:00:00.000Z'],
    ]));

  it('end with the years that a version carries, where a span would lead beyond them', () => {
    const { standardHours, calendars } = compile(published);
    const end = Date.UTC(2101, 0, 1);
    expect(standardHours.after(at('2100-12-30T00:00:00Z'), 100 * HOUR)).toBe(end);
    expect(standardHours.after(at('2026-03-16T14:00:00Z'), 99_999_999 * 60_000)).toBe(end);
    expect(calendars['24x7']?.after(at('2026-03-16T14:00:00Z'), 1e12 * 60_000)).toBe(end);
  });

  it('are refused beyond the years that a version carries', () => {
    expect(() => standardHours.isOpen(at('2101-01-01T00:00:00Z'))).toThrow('computed for 1970 to 2100 only');
    expect(() => standardHours.isOpen(at('1969-12-31T23:59:59Z'))).toThrow(RangeError);
    expect(() => standardHours.isOpen(Number.NaN)).toThrow(RangeError);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuse %d as a span', (span) =>
    expect(() => standardHours.after(0, span)).toThrow('no span of open time'),
  );
});

describe('A calendar', () => {
  it('that never closes counts every minute, the missing and the repeated hour as they pass', () => {
    expect(due('2026-03-08T01:45:00-06:00', 30, calendars['24x7'])).toBe('2026-03-08T08:15:00.000Z');
    expect(due('2026-11-01T00:30:00-05:00', 240, calendars['24x7'])).toBe('2026-11-01T09:30:00.000Z');
  });

  it('may close over lunch, and open on Saturdays', () => {
    const day = ['08:00-12:00', '13:00-17:00'];
    const lunch = hours({ mon: day, sat: ['09:00-12:00'] });
    expect(due('2026-03-16T11:30:00-05:00', 120, lunch)).toBe('2026-03-16T19:30:00.000Z');
    expect(due('2026-03-14T11:00:00-05:00', 120, lunch)).toBe('2026-03-16T14:00:00.000Z');
  });

  it('keeps a Saturday holiday closed, and the Friday before as well', () =>
    expect(due('2026-07-02T16:00:00-05:00', 120, hours({ sat: ['09:00-12:00'] }))).toBe('2026-07-06T14:00:00.000Z'));

  it('is open twice where a reading comes twice, and never where it is left out', () => {
    const night = hours({ sun: ['01:00-02:00', '02:00-03:00'] });
    const sunday = (date: string) => night.between(at(`${date}T00:00:00-06:00`), at(`${date}T12:00:00-06:00`)) / HOUR;
    expect(sunday('2026-03-01')).toBe(2);
    expect(sunday('2026-03-08')).toBe(1);
    expect(sunday('2026-11-01')).toBe(3);
  });

  it('is one interval from Saturday night to Sunday morning, and over the end of a year', () => {
    const midnight = hours({ sat: ['22:00-24:00'], sun: ['00:00-06:00'] }, { timezone: 'UTC', holidays: null });
    const weekend = (from: string, to: string) => midnight.intervals(at(from), at(to)).map((open) => open.map(iso));
    expect(weekend('2026-03-07T00:00:00Z', '2026-03-08T24:00:00Z')).toEqual([
      ['2026-03-07T22:00:00.000Z', '2026-03-08T06:00:00.000Z'],
    ]);
    expect(weekend('2022-12-31T00:00:00Z', '2023-01-01T24:00:00Z')).toEqual([
      ['2022-12-31T22:00:00.000Z', '2023-01-01T06:00:00.000Z'],
    ]);
  });

  it('may keep the hours of another zone than the policy', () => {
    const berlin = hours({}, { timezone: 'Europe/Berlin' });
    expect(berlin.isOpen(at('2026-03-02T08:00:00+01:00'))).toBe(true);
    expect(berlin.isOpen(at('2026-03-02T08:00:00-06:00'))).toBe(true);
    expect(berlin.isOpen(at('2026-03-02T12:00:00-06:00'))).toBe(false);
  });

  it('is the same object for two versions that agree on it', () => {
    const again = compile(patched({ priorities: { P2: { respond: 60 } } }, 2));
    expect(again.standardHours).toBe(standardHours);
    expect(hours({ mon: [] })).not.toBe(standardHours);
  });
});
