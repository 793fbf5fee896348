import type { HolidayTerms } from './document';
import { daysIn, type LocalDay, localDay, weekdayOf } from './local-day';
import { WEEKDAYS, type Weekday } from './vocabulary';

const FIXED = /^(\d\d)-(\d\d)$/;
const RULE = /^(1st|2nd|3rd|4th|5th|last) (mon|tue|wed|thu|fri|sat|sun) of (\d\d)$/;
const ONCE = /^(\d{4})-(\d\d)-(\d\d)$/;
// 29 February is a day of some year.
const A_LEAP_YEAR = 2000;

/** Which day of a year a holiday is, if it has one then. */
type DayRule = (year: number) => LocalDay | undefined;

/** Reads 'MM-DD', '1st mon of 09', 'last mon of 05' or 'YYYY-MM-DD'; undefined where it is none of them. */
export const dayRule = (text: string): DayRule | undefined => {
  const [, fixedMonth, fixedDay] = FIXED.exec(text) ?? [];
  if (fixedMonth !== undefined) return fixed(Number(fixedMonth), Number(fixedDay));
  const [, which, weekday, month] = RULE.exec(text) ?? [];
  if (which !== undefined) return nth(which, weekday as Weekday, Number(month));
  const [, year, onceMonth, onceDay] = ONCE.exec(text) ?? [];
  if (year !== undefined) return once(Number(year), Number(onceMonth), Number(onceDay));
  return undefined;
};

const exists = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);

const fixed = (month: number, day: number): DayRule | undefined =>
  exists(A_LEAP_YEAR, month, day)
    ? (year) => (exists(year, month, day) ? localDay(year, month, day) : undefined)
    : undefined;

const once = (itsYear: number, month: number, day: number): DayRule | undefined =>
  exists(itsYear, month, day) ? (year) => (year === itsYear ? localDay(year, month, day) : undefined) : undefined;

const nth = (which: string, weekday: Weekday, month: number): DayRule | undefined => {
  if (month < 1 || month > 12) return undefined;
  return (year) => {
    const first = localDay(year, month, 1);
    const wait = (WEEKDAYS.indexOf(weekday) - WEEKDAYS.indexOf(weekdayOf(first)) + 7) % 7;
    const length = daysIn(year, month);
    const week = which === 'last' ? Math.floor((length - 1 - wait) / 7) : Number(which[0]) - 1;
    const day = wait + 7 * week;
    return day < length ? first + day : undefined;
  };
};

const parsed = new WeakMap<HolidayTerms, readonly DayRule[]>();
/** Parsed once: a list may have thousands of days, and a calendar is tried over 131 years. */
const rulesOf = (terms: HolidayTerms): readonly DayRule[] => {
  const cached = parsed.get(terms);
  if (cached) return cached;
  const rules = terms.days.map((text) => {
    const rule = dayRule(text);
    if (!rule) throw new RangeError(`'${text}' is no holiday. Write MM-DD, '1st mon of 09' or YYYY-MM-DD.`);
    return rule;
  });
  parsed.set(terms, rules);
  return rules;
};

/**
 * The holidays that touch a year, observed ones included: those of the years beside it may be observed in it.
 * A holiday on a weekend stays one, and closes the observed day as well. Throws `RangeError` on a day it cannot read.
 */
export const holidaysOf = (terms: HolidayTerms, year: number): ReadonlySet<LocalDay> => {
  const { observed = {} } = terms;
  const closed = new Set<LocalDay>();
  for (const rule of rulesOf(terms)) {
    for (const near of [year - 1, year, year + 1]) {
      const day = rule(near);
      if (day === undefined) continue;
      closed.add(day);
      closed.add(observedOn(day, observed));
    }
  }
  return closed;
};

/** The day on which a holiday is observed: itself, unless it falls on a weekend and the terms name a day for that. */
const observedOn = (day: LocalDay, { sat, sun }: NonNullable<HolidayTerms['observed']>): LocalDay => {
  const weekday = weekdayOf(day);
  if (weekday === 'sat' && sat) return sat === 'fri' ? day - 1 : day + 2;
  if (weekday === 'sun' && sun) return sun === 'mon' ? day + 1 : day - 2;
  return day;
};
