// Calendar months in a policy's zone, as instants: 23:30 on 31 March in Chicago is March.

import type { PolicyVersion } from '#policy';

type Zone = PolicyVersion['zones'][string];
/** `from` inclusive, `to` exclusive: ISO 8601, UTC. */
export type Month = { readonly month: string; readonly from: string; readonly to: string };

const FORM = /^(19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])$/;
const counted = (month: string): number => {
  const [, year, of] = FORM.exec(month) ?? [];
  if (year === undefined || of === undefined) throw new RangeError(`'${month}' is no month. Write it as '2026-03'.`);
  return Number(year) * 12 + Number(of) - 1;
};
const named = (count: number): string => `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;

/** The first instant whose local reading is not before midnight of the first; where midnight is left out, after the gap. */
const beginning = ({ at, offsets }: Zone, count: number): number => {
  const reading = Date.UTC(Math.floor(count / 12), count % 12, 1) / 1000;
  for (const [index, offset] of offsets.entries()) {
    const begins = at[index - 1] ?? Number.NEGATIVE_INFINITY;
    const ends = at[index] ?? Number.POSITIVE_INFINITY;
    if (Math.max(begins, reading - offset) < ends) return Math.max(begins, reading - offset) * 1000;
  }
  throw new RangeError(`Month ${named(count)} lies beyond the zone's clock changes.`);
};

/** Throws `RangeError` on what is no month from 1970 to 2099. */
export const monthOf = (zone: Zone, month: string): Month => {
  const count = counted(month);
  const instant = (of: number) => new Date(beginning(zone, of)).toISOString();
  return { month, from: instant(count), to: instant(count + 1) };
};

/** In which month an instant lies (epoch milliseconds). */
export const monthAt = ({ at, offsets }: Zone, instant: number): string => {
  const index = at.findLastIndex((change) => change * 1000 <= instant) + 1;
  return new Date(instant + (offsets[index] ?? 0) * 1000).toISOString().slice(0, 7);
};

/** All months from one to another, both included. Throws `RangeError` on more than `most`. */
export const monthsBetween = (first: string, last: string, most: number): readonly string[] => {
  const length = counted(last) - counted(first) + 1;
  if (length < 1) throw new RangeError(`${last} is before ${first}.`);
  if (length > most) throw new RangeError(`${first} to ${last} is more than ${most} months.`);
  return Array.from({ length }, (_, index) => named(counted(first) + index));
};
/** The months that end with this one. */
export const monthsUpTo = (last: string, length: number): readonly string[] =>
  monthsBetween(named(counted(last) - length + 1), last, length);
