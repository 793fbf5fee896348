import { FIRST_YEAR, LAST_YEAR, type OpenYear, openYear, type Week } from './open-year';

/** When time counts. All instants are epoch milliseconds, all spans milliseconds, all intervals half-open. */
export type Calendar = {
  readonly name: string;
  isOpen(at: number): boolean;
  /**
   * The earliest instant by which `openMs` of open time have passed since `from`: two hours from 15:00 on 08:00-17:00
   * end at 17:00, not at the next opening. 0 gives `from`. What would lead beyond the last year ends with it: so it is
   * with figures of versions that were published before each figure was tried. Throws `RangeError` below zero.
   */
  after(from: number, openMs: number): number;
  /** Open milliseconds in [from, to); 0 where `to` is not later. */
  between(from: number, to: number): number;
  /** The open intervals cut to [from, to), none touching the next. */
  intervals(from: number, to: number): readonly (readonly [number, number])[];
};

/** The instant at which the years end that calendars are computed for. */
export const CALENDARS_END = Date.UTC(LAST_YEAR + 1, 0, 1);

/** The calendar that never closes. */
export const always = (name: string): Calendar => ({
  name,
  isOpen: () => true,
  after: (from, openMs) => Math.min(from + counted(openMs), Math.max(from, CALENDARS_END)),
  between: (from, to) => Math.max(0, to - from),
  intervals: (from, to) => (from < to ? [[from, to]] : []),
});

const YEAR_STARTS = Float64Array.from({ length: LAST_YEAR - FIRST_YEAR + 2 }, (_, i) => Date.UTC(FIRST_YEAR + i, 0, 1));
const MEAN_YEAR = 365.2425 * 24 * 3_600_000;

/** A calendar of weekly windows less holidays. Years are computed when they are first asked for, then kept. */
export const weekly = (name: string, week: Week): Calendar => {
  const years: (OpenYear | undefined)[] = [];

  const yearAt = (index: number): OpenYear => {
    const cached = years[index];
    if (cached) return cached;
    if (!(index >= 0 && index <= LAST_YEAR - FIRST_YEAR)) throw beyond(name);
    const built = openYear(week, FIRST_YEAR + index);
    years[index] = built;
    return built;
  };

  return {
    name,
    isOpen: (at) => {
      const year = yearAt(indexOf(at, name));
      const i = lastNotAfter(year.start, year.count, at);
      return i >= 0 && at < (year.end[i] as number);
    },
    after: (from, openMs) => {
      if (counted(openMs) === 0) return from;
      let index = indexOf(from, name);
      let year = yearAt(index);
      let wanted = openBefore(year, from) + openMs;
      for (let total = year.before[year.count] as number; wanted > total; total = year.before[year.count] as number) {
        wanted -= total;
        if (++index > LAST_YEAR - FIRST_YEAR) return CALENDARS_END;
        year = yearAt(index);
      }
      const i = firstReaching(year.before, wanted);
      return (year.start[i] as number) + wanted - (year.before[i] as number);
    },
    between: (from, to) => {
      if (!(from < to)) return 0;
      const last = indexOf(to, name);
      let open = openBefore(yearAt(last), to);
      for (let index = indexOf(from, name); index < last; index++) {
        const year = yearAt(index);
        open += year.before[year.count] as number;
      }
      return open - openBefore(yearAt(indexOf(from, name)), from);
    },
    intervals: (from, to) => {
      const found: [number, number][] = [];
      if (!(from < to)) return found;
      const last = indexOf(to, name);
      for (let index = indexOf(from, name); index <= last; index++) {
        const { count, start, end } = yearAt(index);
        for (let i = Math.max(0, lastNotAfter(start, count, from)); i < count && (start[i] as number) < to; i++) {
          lengthen(found, Math.max(from, start[i] as number), Math.min(to, end[i] as number));
        }
      }
      return found;
    },
  };
};

/** Windows may touch, and a year's end or a clock change may lie in the middle of one. */
const lengthen = (found: [number, number][], begin: number, finish: number): void => {
  const previous = found.at(-1);
  if (previous && previous[1] === begin) previous[1] = finish;
  else if (begin < finish) found.push([begin, finish]);
};

const counted = (openMs: number): number => {
  if (openMs >= 0 && openMs < Number.POSITIVE_INFINITY) return openMs;
  throw new RangeError(`${openMs} ms is no span of open time. It must be 0 or more.`);
};

const beyond = (name: string): RangeError =>
  new RangeError(`Calendar ${name} is computed for ${FIRST_YEAR} to ${LAST_YEAR} only, and this leads beyond it.`);

/** Which year an instant lies in: a guess by the mean year is at most one off. */
const indexOf = (at: number, name: string): number => {
  let index = Math.floor(at / MEAN_YEAR);
  if (!(index >= -1 && index < YEAR_STARTS.length)) throw beyond(name);
  if (at < (YEAR_STARTS[index] ?? 0)) index--;
  else if (at >= (YEAR_STARTS[index + 1] ?? Number.POSITIVE_INFINITY)) index++;
  return index;
};

const openBefore = (year: OpenYear, at: number): number => {
  const i = lastNotAfter(year.start, year.count, at);
  if (i < 0) return 0;
  return (year.before[i] as number) + Math.min(at, year.end[i] as number) - (year.start[i] as number);
};

/** The last of the first `count` values that is not above `limit`; -1 where all are. */
const lastNotAfter = (values: Float64Array, count: number, limit: number): number => {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** The interval in which `wanted` open time (above zero, at most the year's) is reached. */
const firstReaching = (before: Float64Array, wanted: number): number => {
  let low = 1;
  let high = before.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((before[middle] as number) >= wanted) high = middle;
    else low = middle + 1;
  }
  return low - 1;
};
