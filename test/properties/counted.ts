import { DateTime } from 'luxon';
import { MINUTE } from '#kernel';
import type { Calendar, Policy } from '#policy';
import type { Clock, TicketTimeline } from '#sla';

type Due = Clock['due'];
type Interval = { readonly from: number; readonly to: number };
export type Counted = { minutes: number; calendar: Calendar; intervals: readonly Interval[]; end: number };

const without = (intervals: readonly Interval[], pauses: readonly Interval[]): readonly Interval[] =>
  pauses.reduce<readonly Interval[]>(
    (left, pause) =>
      left.flatMap(({ from, to }) =>
        [
          { from, to: Math.min(to, pause.from) },
          { from: Math.max(from, pause.to), to },
        ].filter((part) => part.from < part.to),
      ),
    intervals,
  );

/** What a leg counts, week by week, and where it ends: never, while a pause without end holds it up. */
const countedLeg = (
  { from, minutes, calendar }: Extract<Due, { minutes: number }>,
  pauses: readonly Interval[],
): Counted => {
  let left = minutes * MINUTE;
  const heldUp = pauses.find((pause) => pause.to === Number.POSITIVE_INFINITY)?.from ?? Number.POSITIVE_INFINITY;
  const intervals: Interval[] = [];
  for (let at = from; left > 0 && at < heldUp; ) {
    const until = at + 7 * 24 * 60 * MINUTE;
    const open = calendar.intervals(at, until).map(([begin, finish]) => ({ from: begin, to: finish }));
    for (const each of without(open, pauses)) {
      if (left === 0) break;
      const to = Math.min(each.to, each.from + left);
      left -= to - each.from;
      intervals.push({ from: each.from, to });
    }
    at = until;
  }
  const end = left > 0 ? Number.POSITIVE_INFINITY : (intervals.at(-1)?.to ?? from);
  return { minutes, calendar, intervals, end };
};

/** What each budget of minutes in a due instant counts, and the instant that they give together. */
export const counted = (due: Due, pauses: readonly Interval[]): { legs: readonly Counted[]; end: number } => {
  if ('minutes' in due) {
    const leg = countedLeg(due, pauses);
    return { legs: [leg], end: leg.end };
  }
  const [one, other] = due.earliest ?? due.latest;
  const [a, b] = [counted(one, pauses), counted(other, pauses)];
  const end = due.earliest ? Math.min(a.end, b.end) : Math.max(a.end, b.end);
  return { legs: [...a.legs, ...b.legs], end };
};

/** Of the default policy, by the calendar on the wall: New Year's Day, Independence Day, and so on, and their stand-ins. */
const isHoliday = (date: DateTime): boolean => {
  const named = (day: DateTime) => {
    const inMonth = Math.ceil(day.day / 7);
    return (
      ['01-01', '07-04', '12-25'].includes(day.toFormat('MM-dd')) ||
      (day.month === 5 && day.weekday === 1 && day.day > 24) ||
      (day.month === 9 && day.weekday === 1 && inMonth === 1) ||
      (day.month === 11 && day.weekday === 4 && inMonth === 4)
    );
  };
  const standsIn =
    (date.weekday === 5 && named(date.plus({ days: 1 }))) || (date.weekday === 1 && named(date.minus({ days: 1 })));
  return named(date) || standsIn;
};

/** Why an interval lies in time that a calendar does not count; `undefined` where it is open throughout. */
export const closedTime = ({ document }: Policy, { name }: Calendar, { from, to }: Interval): string | undefined => {
  if (name === '24x7') return undefined;
  const [begin, finish] = [from, to].map((at) => DateTime.fromMillis(at, { zone: document.timezone }));
  if (!begin || !finish) return 'no interval';
  if (begin.toISODate() !== finish.toISODate()) return `over midnight: ${begin} to ${finish}`;
  if (begin.weekday > 5) return `on a weekend: ${begin}`;
  if (begin.hour < 8 || finish > finish.startOf('day').set({ hour: 17 }))
    return `outside 8 to 5: ${begin} to ${finish}`;
  const { [name]: terms } = document.calendars;
  return terms && 'holidays' in terms && terms.holidays != null && isHoliday(begin.startOf('day'))
    ? `on a holiday: ${begin}`
    : undefined;
};

/** The same timeline with one pause more, in each gap between its waits, or with one that lasts longer. */
export const withAPause = (told: TicketTimeline, now: number): readonly TicketTimeline[] => {
  const edges = [{ to: told.startedAt }, ...told.waits];
  return edges.flatMap(({ to: from = now }, index) => {
    const end = told.waits[index]?.from ?? now;
    if (end - from < 2) return [];
    const [a, b] = [from + Math.floor((end - from) / 4), from + Math.ceil((end - from) / 2)];
    const waits = told.waits.toSpliced(index, 0, { state: 'awaiting_customer', from: a, to: b });
    const longer = told.waits.map((wait, at) =>
      at === index - 1 && wait.to !== undefined ? { ...wait, to: b } : wait,
    );
    return [{ ...told, waits }, ...(index > 0 ? [{ ...told, waits: longer }] : [])];
  });
};
