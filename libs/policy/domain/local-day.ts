import { DAY } from '#kernel';
import { WEEKDAYS, type Weekday } from './vocabulary';

/** A local date, as days since 1970-01-01. Arithmetic on it knows no zone and no clock change. */
export type LocalDay = number;

/** `month` counts from 1. */
export const localDay = (year: number, month: number, day: number): LocalDay => Date.UTC(year, month - 1, day) / DAY;

// 1970-01-01 was a Thursday, the fourth of WEEKDAYS.
export const weekdayOf = (day: LocalDay): Weekday => WEEKDAYS[(((day + 3) % 7) + 7) % 7] as Weekday;

export const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
