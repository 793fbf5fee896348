// When a clock's minutes are used up: inside its calendar, outside its pauses.

import { MINUTE } from '#kernel';
import type { Calendar } from '#policy';

export type Interval = { readonly from: number; readonly to: number };
/** A budget of minutes that runs from an instant on a calendar. */
export type Leg = { readonly from: number; readonly minutes: number; readonly calendar: Calendar };
/**
 * A due instant before the pauses are known: priority changes give the earlier or the later of two. Kept as it was
 * formed, so that a pause moves every leg on its own calendar and can never bring the whole forward.
 */
export type Due =
  | Leg
  | { readonly earliest: readonly [Due, Due]; readonly latest?: never }
  | { readonly latest: readonly [Due, Due]; readonly earliest?: never };

/**
 * The earliest instant at which `openMs` of the calendar's time outside the pauses have passed since `from`;
 * `Infinity` while a pause without end holds it up. `pauses` are disjoint and in order.
 */
export const usedUp = (calendar: Calendar, from: number, openMs: number, pauses: readonly Interval[]): number => {
  let at = from;
  let left = openMs;
  for (const pause of pauses) {
    if (pause.to <= at) continue;
    if (pause.from > at) {
      const open = calendar.between(at, pause.from);
      if (open >= left) return calendar.after(at, left);
      left -= open;
    }
    at = pause.to;
    if (at === Number.POSITIVE_INFINITY) return at;
  }
  return calendar.after(at, left);
};

/** The instant at which `percent` of a due's minutes are used up; 100 is the due instant itself. */
export const dueAt = (due: Due, pauses: readonly Interval[], percent = 100): number => {
  if ('minutes' in due)
    return usedUp(due.calendar, due.from, Math.round((due.minutes * MINUTE * percent) / 100), pauses);
  const [one, other] = due.earliest ?? due.latest;
  const [a, b] = [dueAt(one, pauses, percent), dueAt(other, pauses, percent)];
  return due.earliest ? Math.min(a, b) : Math.max(a, b);
};

/** The one budget that decides: of two, the one that gave the instant. */
export const legBehind = (due: Due, pauses: readonly Interval[]): Leg => {
  if ('minutes' in due) return due;
  const [one, other] = due.earliest ?? due.latest;
  const isFirst = dueAt(one, pauses) <= dueAt(other, pauses);
  return legBehind(isFirst === (due.earliest !== undefined) ? one : other, pauses);
};
