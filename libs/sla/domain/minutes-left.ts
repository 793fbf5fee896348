import { MINUTE } from '#kernel';
import { CALENDARS_END, type Calendar } from '#policy';

/**
 * Whole minutes of a clock's own calendar until it runs out: 60 at 16:00 on standard hours may be an hour or a weekend.
 * Below zero once it has run out, also while the calendar is closed. Instants in epoch milliseconds.
 */
export const minutesLeft = (calendar: Calendar, dueAt: number, now: number): number => {
  const due = Math.min(dueAt, CALENDARS_END - 1);
  if (due >= now) return Math.floor(calendar.between(now, due) / MINUTE);
  return Math.min(-1, -Math.ceil(calendar.between(due, now) / MINUTE));
};
