import fc from 'fast-check';
import { DAY, MINUTE } from '#kernel';
import { patched } from '../testing/standard-support.fixture';
import { type Hours, readsOpen } from '../testing/wall-clock';
import { compile } from './compile';
import { WEEKDAYS } from './vocabulary';

// Zones whose clocks hurt: half-hour steps, changes at midnight, a minute past it, a day left out, the other half year.
const ZONES = [
  'America/Chicago',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Pacific/Apia',
  'Africa/Casablanca',
  'UTC',
];
/** Around clock changes, leap days, turns of the year, and the day that Samoa left out. */
const SORE = [
  '2026-03-08',
  '2026-11-01',
  '2026-03-29',
  '2026-10-25',
  '2026-04-05',
  '2026-10-04',
  '2018-11-04',
  '2011-03-13',
  '2011-12-30',
  '2024-02-29',
  '2096-02-29',
  '2027-12-31',
  '2021-12-31',
  '2022-12-31',
].map((day) => Date.parse(day));

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const windows = fc
  .uniqueArray(
    fc.oneof(
      fc.nat(1440),
      fc.nat(6).map((half) => half * 30),
    ),
    { maxLength: 6 },
  )
  .map((edges) => edges.sort((a, b) => a - b))
  .map((edges) =>
    edges.flatMap((from, i) => {
      const to = edges[i + 1];
      return i % 2 === 0 && to !== undefined ? [`${clock(from)}-${clock(to)}`] : [];
    }),
  );
const two = (most: number) => fc.integer({ min: 1, max: most }).map((n) => String(n).padStart(2, '0'));
const holiday = fc.oneof(
  fc.tuple(two(12), two(28)).map(([month, day]) => `${month}-${day}`),
  fc.constantFrom('01-01', '12-31', '02-29', '03-08', '11-01', '2026-03-07', '2026-11-02'),
  fc
    .tuple(fc.constantFrom('1st', '2nd', '3rd', '4th', '5th', 'last'), fc.constantFrom(...WEEKDAYS), two(12))
    .map(([which, weekday, month]) => `${which} ${weekday} of ${month}`),
);
const shift = fc.option(fc.constantFrom('fri', 'mon'), { nil: undefined });
const hours: fc.Arbitrary<Hours> = fc.record({
  zone: fc.constantFrom(...ZONES),
  weekly: fc
    .tuple(...WEEKDAYS.map(() => windows))
    .map((all) => Object.fromEntries(WEEKDAYS.map((day, i) => [day, all[i] ?? []]))),
  days: fc.uniqueArray(holiday, { maxLength: 8 }),
  observed: fc.record({ sat: shift, sun: shift }).map(({ sat, sun }) => ({ ...(sat && { sat }), ...(sun && { sun }) })),
});
const opens = ({ weekly }: Hours) => Object.values(weekly).some((list) => list.length > 0);

const calendarOf = ({ zone, weekly, days, observed }: Hours) =>
  compile(
    patched({
      timezone: zone,
      calendars: { 'standard-hours': { weekly, holidays: 'these' } },
      holidays: { these: { days, observed } },
    }),
  ).standardHours;

const soreOrAny = fc.oneof(
  fc.tuple(fc.constantFrom(...SORE), fc.integer({ min: -1440, max: 720 })).map(([day, m]) => day + m * MINUTE),
  fc.integer({ min: Date.UTC(1975, 0, 1) / MINUTE, max: Date.UTC(2090, 0, 1) / MINUTE }).map((m) => m * MINUTE),
);
const SPAN = 2 * 1440;

describe('Any calendar', () => {
  it('is open when the clock on the wall says so, minute by minute', () =>
    fc.assert(
      fc.property(hours.filter(opens), soreOrAny, fc.integer({ min: 1, max: 1440 }), (terms, from, minutes) => {
        const calendar = calendarOf(terms);
        const isOpen = readsOpen(terms);
        const open = Array.from({ length: SPAN }, (_, i) => isOpen(from + i * MINUTE));
        const until = from + SPAN * MINUTE;
        const total = open.filter(Boolean).length;
        expect(calendar.between(from, until)).toBe(total * MINUTE);
        expect(calendar.intervals(from, until)).toEqual(runs(open, from));
        if (minutes > total) return expect(calendar.after(from, minutes * MINUTE)).toBeGreaterThan(until);
        let left = minutes;
        const last = open.findIndex((yes) => yes && --left === 0);
        expect(calendar.after(from, minutes * MINUTE)).toBe(from + (last + 1) * MINUTE);
      }),
      { numRuns: 60 },
    ));

  it('counts the same however it is asked', () =>
    fc.assert(
      fc.property(hours.filter(opens), soreOrAny, fc.nat(), fc.nat(), (terms, from, some, others) => {
        const calendar = calendarOf(terms);
        const inAYear = calendar.between(from, from + 400 * DAY);
        fc.pre(inAYear > 0);
        const [span, more] = [1 + (some % inAYear), 1 + (others % inAYear)];
        const due = calendar.after(from, span);
        expect(calendar.between(from, due)).toBe(span);
        expect(calendar.between(from, due - 1)).toBe(span - 1);
        expect(calendar.after(due, more)).toBe(calendar.after(from, span + more));
        const intervals = calendar.intervals(from, due);
        expect(intervals.reduce((sum, [a, b]) => sum + b - a, 0)).toBe(span);
        for (const [a, b] of intervals) expect([calendar.isOpen(a), calendar.isOpen(b - 1)]).toEqual([true, true]);
        for (const [, b] of intervals.slice(0, -1)) expect(calendar.isOpen(b)).toBe(false);
      }),
      { numRuns: 150 },
    ));
});

/** The stretches of open minutes, as instants. */
const runs = (open: readonly boolean[], from: number): [number, number][] => {
  const found: [number, number][] = [];
  open.forEach((yes, i) => {
    const last = found.at(-1);
    const begin = from + i * MINUTE;
    if (yes && last && last[1] === begin) last[1] = begin + MINUTE;
    else if (yes) found.push([begin, begin + MINUTE]);
  });
  return found;
};
