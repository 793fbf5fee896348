// The clock on the wall of a zone, as shifts read it: one that waits instead of going back. Where a zone's clock is put
// back, its reading stays until the time has caught up, so that nobody's shift begins or ends twice.

import { DAY } from '#kernel';
import type { ZoneTransitions } from '#policy';

/** A local date and clock reading, as the epoch milliseconds of a UTC that reads the same. */
export type LocalReading = number;

/** No zone's clock is further from UTC, nor ever jumps further. */
const FURTHEST_MS = 2 * DAY;

/** The first instant, in epoch milliseconds, at which the clock reads `reading` or later. */
export const instantOf = ({ at, offsets }: ZoneTransitions, reading: LocalReading): number => {
  const earliest = (reading - FURTHEST_MS) / 1_000;
  for (let i = at.findLastIndex((change) => change <= earliest) + 1; ; i++) {
    const from = i === 0 ? Number.NEGATIVE_INFINITY : (at[i - 1] as number) * 1_000;
    const until = i >= at.length ? Number.POSITIVE_INFINITY : (at[i] as number) * 1_000;
    const instant = Math.max(from, reading - (offsets[i] ?? 0) * 1_000);
    if (instant < until) return instant;
  }
};

/** What the clock reads at an instant. */
export const readingAt = ({ at, offsets }: ZoneTransitions, instant: number): LocalReading =>
  instant + (offsets[at.findLastIndex((change) => change * 1_000 <= instant) + 1] ?? 0) * 1_000;

/** Milliseconds since local midnight of 'HH:MM', '24:00' included. */
export const clockReading = (text: string): number => {
  const [hours = '', minutes = ''] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
};

/** The reading at the beginning of a local date, YYYY-MM-DD. */
export const dateReading = (date: string): LocalReading => Date.parse(`${date}T00:00:00Z`);
