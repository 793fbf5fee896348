// Half-open intervals of time, in epoch milliseconds.

export type Interval = { readonly from: number; readonly to: number };

/** What both have, or nothing. */
export const overlap = (a: Interval, b: Interval): Interval | undefined => {
  const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
  return from < to ? { from, to } : undefined;
};

/** The same time with each instant once, in order; intervals that touch become one. */
export const union = (intervals: readonly Interval[]): Interval[] => {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
};

export const length = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, { from, to }) => sum + to - from, 0);
