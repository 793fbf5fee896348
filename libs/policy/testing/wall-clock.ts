import { DateTime } from 'luxon';

// For specs only: what it means to be open, said with luxon and the host's zone data, minute by minute. Written apart
// from the calendars that it judges, and shares nothing with them.

export type Hours = {
  readonly zone: string;
  readonly weekly: Readonly<Record<string, readonly string[]>>;
  readonly days: readonly string[];
  readonly observed?: { readonly sat?: string; readonly sun?: string };
};

const ORDINALS = ['1st', '2nd', '3rd', '4th', '5th'];
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const weekdayName = (day: DateTime) => WEEKDAYS[day.weekday - 1];

const isNamed = (day: DateTime, text: string): boolean => {
  const [which, weekday, , month] = text.split(' ');
  if (month === undefined) return text === day.toFormat('MM-dd') || text === day.toFormat('yyyy-MM-dd');
  if (day.toFormat('MM') !== month || weekdayName(day) !== weekday) return false;
  return which === 'last' ? day.plus({ weeks: 1 }).month !== day.month : which === ORDINALS[Math.ceil(day.day / 7) - 1];
};

/** `date` is midnight UTC of the local date: calendar days are counted where no clock changes. */
const isHoliday = (date: DateTime, { days, observed }: Hours): boolean => {
  const named = (offset: number) => days.some((text) => isNamed(date.plus({ days: offset }), text));
  const weekday = weekdayName(date);
  return (
    named(0) ||
    (weekday === 'fri' && ((observed?.sat === 'fri' && named(1)) || (observed?.sun === 'fri' && named(2)))) ||
    (weekday === 'mon' && ((observed?.sun === 'mon' && named(-1)) || (observed?.sat === 'mon' && named(-2))))
  );
};

/** Whether the clock on the wall reads a time within a window of that date. */
export const readsOpen = (hours: Hours): ((at: number) => boolean) => {
  const holidays = new Map<string, boolean>();
  return (at) => {
    const wall = DateTime.fromMillis(at, { zone: hours.zone });
    const date = wall.toISODate() ?? '';
    const closed = holidays.get(date) ?? isHoliday(DateTime.fromISO(date, { zone: 'utc' }), hours);
    holidays.set(date, closed);
    const reads = wall.toISOTime()?.slice(0, 5) ?? '';
    const windows = hours.weekly[WEEKDAYS[wall.weekday - 1] ?? ''] ?? [];
    return !closed && windows.some((window) => window.slice(0, 5) <= reads && reads < window.slice(6));
  };
};
