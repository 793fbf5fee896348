import { DateTime } from 'luxon';
import { DAY, HOUR, iso, MINUTE, ms } from '#kernel';
import type { Chance } from '../faults/chance';

/** Days on which clocks or holidays make trouble: both clock changes, a Saturday holiday, the turn of a year. */
const SORE_DAYS = ['2026-03-07', '2026-03-08', '2026-10-31', '2026-11-01', '2026-07-03', '2026-11-25', '2027-12-31'];
const PLAIN_DAYS = ['2026-03-13', '2026-03-14', '2026-03-15', '2026-06-10', '2026-08-22'];
/** When contacts come: the edges of standard hours, the hours that a clock change repeats or leaves out. */
const SORE_HOURS = [
  '00:00',
  '01:30',
  '02:03',
  '03:00',
  '06:30',
  '07:59:59',
  '08:00',
  '12:00',
  '16:59',
  '17:00',
  '23:30',
];
const STEPS_MINUTES = [
  0, 0, 1, 1, 2, 5, 10, 20, 29, 30, 31, 45, 59, 60, 61, 90, 120, 150, 239, 240, 241, 360, 480, 481,
];
const LEAPS_DAYS = [1, 2, 3, 7, 13.9, 14, 14.1, 29, 30, 31];

/** An instant at which something begins, in epoch milliseconds. */
export const soreInstant = (chance: Chance): number => {
  const day = chance.of(chance.happens(0.5) ? SORE_DAYS : PLAIN_DAYS);
  return DateTime.fromISO(`${day}T${chance.of(SORE_HOURS)}`, { zone: 'America/Chicago' }).toMillis();
};

/** The next edge of standard hours on the clock of the wall, whatever the day. */
const nextEdge = (at: number): number => {
  const wall = DateTime.fromMillis(at, { zone: 'America/Chicago' });
  const edges = [8, 17, 32].map((hours) =>
    wall
      .startOf('day')
      .plus({ days: hours > 24 ? 1 : 0 })
      .set({ hour: hours % 24 }),
  );
  return edges.map((edge) => edge.toMillis()).find((edge) => edge > at) ?? at;
};

/** How long until the next thing is written down; `leaps`: days and weeks too. */
export const soreDelay = (chance: Chance, at: number, leaps: boolean): number => {
  if (leaps) return chance.of(LEAPS_DAYS) * DAY + chance.of([0, 0, 1, -1]);
  if (chance.happens(0.08))
    return Math.max(0, nextEdge(at) - at + chance.of([0, 0, -1, 1]) * chance.of([1, 1000, MINUTE]));
  return Math.max(0, chance.of(STEPS_MINUTES) * MINUTE + (chance.happens(0.2) ? chance.of([1, -1, 29_500, 1000]) : 0));
};

/** Where work began and ended, not later than `now`: inside, over and beside what is known of the ticket. */
export const soreSpell = (
  chance: Chance,
  now: number,
  { openedAt, work }: { openedAt: number; work: readonly { from: string }[] },
): { from: string; to: string } => {
  const tonight = Math.min(now - openedAt, 12 * HOUR);
  const begun =
    chance.happens(0.3) && work.length > 0 ? ms(chance.of(work).from) : openedAt + chance.below(tonight + 1);
  const from = Math.floor(begun / MINUTE) * MINUTE + chance.of([0, 0, 0, 0, 1, 30_000, -MINUTE, -HOUR]);
  const length =
    chance.of([1, 5, 15, 30, 45, 60, 61, 90, 180, 600, 1500]) * MINUTE + chance.of([0, 0, 0, 1, 30_000, 999]);
  return { from: iso(from), to: iso(Math.min(Math.max(now, from + 1), from + length)) };
};
