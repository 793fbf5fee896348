import { DAY, MINUTE } from '#kernel';
import type { HolidayTerms, ZoneTransitions } from './document';
import { holidaysOf } from './holidays';
import { weekdayOf } from './local-day';
import type { Weekday } from './vocabulary';
import type { Window } from './windows';

/** The years, in UTC, that calendars are computed for, and that a version's zones must cover. */
export const FIRST_YEAR = 1970;
export const LAST_YEAR = 2100;

/** What opens and closes, ready to be computed with. */
export type Week = {
  readonly windows: Readonly<Record<Weekday, readonly Window[]>>;
  readonly holidays: HolidayTerms;
  readonly zone: ZoneTransitions;
};

/**
 * The open intervals of one UTC year: [start[i], end[i]) in epoch milliseconds, ascending; they may touch.
 * `before[i]` is the open time of the year that lies before interval i; its last element is that of the whole year.
 */
export type OpenYear = {
  readonly count: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly before: Float64Array;
};

/** Local clock time in milliseconds, half-open. */
type LocalInterval = readonly [from: number, to: number];

/**
 * Windows belong to local dates and are open by the local clock: each stretch between two clock changes maps its
 * local times to instants by one subtraction. A local time that comes twice is open twice, one that is left out never.
 */
export const openYear = (week: Week, year: number): OpenYear => {
  const from = Date.UTC(year, 0, 1);
  const until = Date.UTC(year + 1, 0, 1);
  const locals = localIntervalsOf(week, year, from, until);
  const start: number[] = [];
  const end: number[] = [];
  for (const stretch of stretches(week.zone, from, until))
    for (const [opens, closes] of locals) {
      const begin = Math.max(opens - stretch.offset, stretch.from);
      const finish = Math.min(closes - stretch.offset, stretch.until);
      if (begin >= finish) continue;
      start.push(begin);
      end.push(finish);
    }
  return summed(start, end);
};

/** All local intervals that may fall into the UTC year: a clock is at most a day away from UTC. */
const localIntervalsOf = (
  { windows, holidays }: Week,
  year: number,
  from: number,
  until: number,
): readonly LocalInterval[] => {
  const closed = holidaysOf(holidays, year);
  const locals: LocalInterval[] = [];
  for (let day = from / DAY - 2; day < until / DAY + 2; day++) {
    if (closed.has(day)) continue;
    for (const [opens, closes] of windows[weekdayOf(day)])
      locals.push([day * DAY + opens * MINUTE, day * DAY + closes * MINUTE]);
  }
  return locals;
};

/** The times between clock changes, in milliseconds, cut to [from, until). */
const stretches = ({ at, offsets }: ZoneTransitions, from: number, until: number) =>
  offsets
    .map((offset, i) => ({
      from: Math.max(from, i === 0 ? from : (at[i - 1] as number) * 1000),
      until: Math.min(until, i === at.length ? until : (at[i] as number) * 1000),
      offset: offset * 1000,
    }))
    .filter((stretch) => stretch.from < stretch.until);

const summed = (start: readonly number[], end: readonly number[]): OpenYear => {
  const before = new Float64Array(start.length + 1);
  for (let i = 0; i < start.length; i++)
    before[i + 1] = (before[i] as number) + (end[i] as number) - (start[i] as number);
  return { count: start.length, start: Float64Array.from(start), end: Float64Array.from(end), before };
};
