// What being on call asked of each person in a month, so that it can be shared out fairly.

import { HOUR, iso, MINUTE, ms } from '#kernel';
import { ROSTER_LEVELS, type ZoneTransitions } from '#policy';
import { onCallSpans } from './on-call';
import type { Roster } from './roster';
import { dateReading, instantOf, readingAt } from './wall-clock';

export type FairnessRow = {
  readonly month: string;
  readonly person: string;
  /** Nights, from noon to noon, in which a message reached them. */
  readonly nightsPaged: number;
  readonly pages: number;
  /** Minutes on call, on whichever level, each once. */
  readonly minutesOnCall: number;
  /** Minutes of after-hours emergency work that began in the month, each once. */
  readonly minutesWorked: number;
  /** Shifts of theirs that somebody else took, or that they took, by a swap or an override recorded in the month. */
  readonly swaps: number;
};
export type Called = { readonly person: string; readonly at: string; readonly outcome: string | null };
export type Worked = { readonly engineer: string; readonly from: string; readonly to: string };

/** The first instant of a month, YYYY-MM, and the first one behind it: by the clock of the zone. */
export const monthIn = (zone: ZoneTransitions, month: string): readonly [from: number, to: number] => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return [instantOf(zone, dateReading(`${month}-01`)), instantOf(zone, dateReading(`${next}-01`))];
};

/** The local date on which a night began: it lasts from noon to noon. */
const nightOf = (zone: ZoneTransitions, at: string): string => iso(readingAt(zone, ms(at)) - 12 * HOUR).slice(0, 10);

type Facts = { readonly calls: readonly Called[]; readonly work: readonly Worked[] };

/** Everybody who was on call, called, or worked in the month; by name. */
export const fairnessOf = (
  roster: Roster,
  zone: ZoneTransitions,
  month: string,
  { calls, work }: Facts,
): readonly FairnessRow[] => {
  const [from, to] = monthIn(zone, month);
  const onCall = ROSTER_LEVELS.flatMap((level) => onCallSpans(roster, level, from, to));
  const reached = calls.filter(({ outcome }) => outcome === 'delivered');
  const swaps = swapsIn(roster, from, to);
  const people = [...onCall, ...reached].map(({ person }) => person);
  const everybody = [...new Set([...people, ...work.map(({ engineer }) => engineer), ...swaps])].sort();
  return everybody.map((person) => {
    const theirs = reached.filter((call) => call.person === person);
    return {
      month,
      person,
      nightsPaged: new Set(theirs.map(({ at }) => nightOf(zone, at))).size,
      pages: theirs.length,
      minutesOnCall: minutesOf(onCall.filter((span) => span.person === person)),
      minutesWorked: minutesOf(
        work.filter(({ engineer }) => engineer === person).map((entry) => ({ from: ms(entry.from), to: ms(entry.to) })),
      ),
      swaps: swaps.filter((one) => one === person).length,
    };
  });
};

/** Whoever took a shift or gave it away, once for each change. */
const swapsIn = ({ changes }: Roster, from: number, to: number): readonly string[] =>
  changes
    .filter(({ recordedAt }) => ms(recordedAt) >= from && ms(recordedAt) < to)
    .flatMap((change) =>
      change.type === 'ShiftSwapped' ? change.shifts.map(({ person }) => person) : [change.person],
    );

/** What several stretches cover, in whole minutes. */
const minutesOf = (spans: readonly { readonly from: number; readonly to: number }[]): number => {
  let covered = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return Math.round(covered / MINUTE);
};
