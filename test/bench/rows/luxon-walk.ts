import { DateTime } from 'luxon';
import type { CalendarTerms, HolidayTerms, PolicyDocument } from '#policy';

// The reference: what one writes with luxon in an afternoon, a DateTime for every day and window.

type Weekly = Extract<CalendarTerms, { weekly: unknown }>;
type Interval = readonly [from: number, to: number];

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const ORDINALS = ['1st', '2nd', '3rd', '4th', '5th'];

/** Standard hours, walked day by day. `after` and `intervals` mean what they mean on a calendar. */
export const luxonWalk = (document: PolicyDocument) => {
  const terms = document.calendars['standard-hours'] as Weekly;
  const list: HolidayTerms = document.holidays[terms.holidays ?? ''] ?? { days: [] };
  const zone = terms.timezone ?? document.timezone;
  const windows = WEEKDAYS.map((day) => (terms.weekly[day] ?? []).map((text) => text.split(/[:-]/).map(Number)));

  const openOn = (day: DateTime): readonly Interval[] =>
    isHoliday(day, list)
      ? []
      : (windows[day.weekday - 1] ?? []).map(([hour = 0, minute = 0, toHour = 0, toMinute = 0]) => [
          day.set({ hour, minute }).toMillis(),
          day.set({ hour: toHour, minute: toMinute }).toMillis(),
        ]);
  const midnight = (at: number) => DateTime.fromMillis(at, { zone }).startOf('day');

  return {
    after: (from: number, openMs: number): number => {
      let left = openMs;
      for (let day = midnight(from); left > 0; day = day.plus({ days: 1 }))
        for (const [opens, closes] of openOn(day)) {
          const begin = Math.max(from, opens);
          if (begin >= closes) continue;
          if (left <= closes - begin) return begin + left;
          left -= closes - begin;
        }
      return from;
    },
    intervals: (from: number, to: number): readonly Interval[] => {
      const found: Interval[] = [];
      for (let day = midnight(from); day.toMillis() < to; day = day.plus({ days: 1 }))
        for (const [opens, closes] of openOn(day)) {
          const [begin, finish] = [Math.max(from, opens), Math.min(to, closes)];
          if (begin < finish) found.push([begin, finish]);
        }
      return found;
    },
  };
};

const isHoliday = (day: DateTime, { days, observed }: HolidayTerms): boolean => {
  const named = (date: DateTime) => days.some((text) => isNamed(date, text));
  if (named(day)) return true;
  if (day.weekday === 5) return observed?.sat === 'fri' && named(day.plus({ days: 1 }));
  return day.weekday === 1 && observed?.sun === 'mon' && named(day.minus({ days: 1 }));
};

const isNamed = (day: DateTime, text: string): boolean => {
  const [which, weekday, , month] = text.split(' ');
  if (month === undefined) return text === day.toFormat('MM-dd') || text === day.toISODate();
  if (day.month !== Number(month) || WEEKDAYS[day.weekday - 1] !== weekday) return false;
  return which === 'last' ? day.plus({ weeks: 1 }).month !== day.month : which === ORDINALS[Math.ceil(day.day / 7) - 1];
};
