// How many minutes of an after-hours event are billed. Source: docs/rules.md "The charge".

import { DAY, MINUTE } from '#kernel';
import type { Policy } from '#policy';
import { cycleAt } from '#ticketing';
import { answersOf, closingOf, type Entry, eventAt, type Incident, isApprovedSince } from './incident';
import { type Interval, length, overlap, union } from './intervals';

/** Work that overlaps or touches. `counted` is what of it is billable, in order; `milliseconds` their sum. */
export type Session = {
  readonly workIds: readonly string[];
  readonly engineers: readonly string[];
  readonly counted: readonly Interval[];
  readonly milliseconds: number;
};
export type Minutes = { readonly sessions: readonly Session[]; readonly worked: number; readonly billed: number };

type Counted = { readonly entry: Entry; readonly interval: Interval; readonly cut: readonly Interval[] };

/**
 * The interval of an entry that counts now. What is recorded, or raised, too long after the event's work closed waits
 * for an approval; until then an amendment counts only where it overlaps what counted before.
 */
const countedOf = (incident: Incident, { versions }: Entry, policy: Policy): Interval | undefined => {
  let counted: Interval | undefined;
  for (const { from, to, recordedAt, seq } of versions) {
    const event = eventAt(incident, from);
    const closing = closingOf(incident, event);
    const late = closing !== undefined && recordedAt > closing.at + policy.document.billing.lateEntryDays * DAY;
    if (!late || isApprovedSince(incident, event, seq)) counted = { from, to };
    else counted = counted && overlap(counted, { from, to });
  }
  return counted;
};

const lastOf = ({ versions }: Entry): Interval => versions.at(-1) ?? { from: 0, to: 0 };
const emergencies = (incident: Incident, event: number): readonly Entry[] =>
  incident.entries.filter(
    (entry) =>
      entry.kind === 'after_hours_emergency' && !entry.voided && eventAt(incident, lastOf(entry).from) === event,
  );

/** Late work that no approval has released yet. */
export const isWorkWaiting = (incident: Incident, event: number, policy: Policy): boolean =>
  emergencies(incident, event).some((entry) => {
    const [counted, last] = [countedOf(incident, entry, policy), lastOf(entry)];
    return counted?.from !== last.from || counted.to !== last.to;
  });

/** When a chargeable priority was assigned. */
const chargeableTime = ({ base, changes }: Incident, { document: { afterHours } }: Policy): Interval[] => {
  const steps = [{ at: Number.NEGATIVE_INFINITY, priority: base }, ...changes];
  return steps.flatMap(({ at: from, priority }, index) =>
    afterHours.priority.includes(priority) ? [{ from, to: steps[index + 1]?.at ?? Number.POSITIVE_INFINITY }] : [],
  );
};

/**
 * When the client had not refused the terms: an answer speaks of the work that comes after it. Under algorithm 1 the
 * last answer decides the whole event, and takes nothing out of its minutes (qualification.ts).
 */
const agreedTime = (incident: Incident, event: number, { rules }: Policy): Interval[] => {
  if (rules.refusedTerms === 'whole-event') return [ALWAYS];
  const answers = [{ at: ALWAYS.from, accepted: true }, ...answersOf(incident, event)];
  return answers.flatMap(({ at: from, accepted }, index) =>
    accepted ? [{ from, to: answers[index + 1]?.at ?? ALWAYS.to }] : [],
  );
};
const ALWAYS: Interval = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Cut to the time from the qualifying contact to the end of the entry's cycle, at chargeable times. */
const cut = (incident: Incident, entry: Entry, interval: Interval, contactAt: number, times: readonly Interval[]) => {
  const starts = incident.cycles.map(({ startedAt }) => startedAt);
  const cycle = incident.cycles[cycleAt(starts, lastOf(entry).from) - 1];
  const inCycle = overlap(interval, { from: contactAt, to: cycle?.endedAt ?? Number.POSITIVE_INFINITY });
  return inCycle ? times.flatMap((time) => overlap(inCycle, time) ?? []) : [];
};

const offHours = (intervals: readonly Interval[], { standardHours }: Policy): Interval[] =>
  intervals.flatMap(({ from, to }) => {
    const open = standardHours.intervals(from, to);
    const edges = [from, ...open.flat(), to];
    return Array.from({ length: edges.length / 2 }, (_, i) => ({
      from: edges[2 * i] ?? 0,
      to: edges[2 * i + 1] ?? 0,
    })).filter((closed) => closed.from < closed.to);
  });

/** Entries that overlap or touch form a session, before they are cut: of all engineers, or of each. */
const grouped = (entries: readonly Counted[]): Counted[][] => {
  const groups: { to: number; members: Counted[] }[] = [];
  for (const counted of entries.toSorted((a, b) => a.interval.from - b.interval.from)) {
    const last = groups.at(-1);
    if (last && counted.interval.from <= last.to) {
      last.members.push(counted);
      last.to = Math.max(last.to, counted.interval.to);
    } else groups.push({ to: counted.interval.to, members: [counted] });
  }
  return groups.map(({ members }) => members);
};

/**
 * The billed minutes of an event whose work is closed; `undefined` where not one second lies outside standard hours:
 * the minimum needs work. Rounds up to the increment, then raises to the minimum: once on the total, or per session.
 */
export const minutesOf = (
  incident: Incident,
  event: number,
  contactAt: number,
  policy: Policy,
): Minutes | undefined => {
  const { billing } = policy.document;
  const agreed = agreedTime(incident, event, policy);
  const times = chargeableTime(incident, policy).flatMap((p1) => agreed.flatMap((time) => overlap(p1, time) ?? []));
  const entries = emergencies(incident, event).flatMap((entry): Counted[] => {
    const interval = countedOf(incident, entry, policy);
    return interval ? [{ entry, interval, cut: cut(incident, entry, interval, contactAt, times) }] : [];
  });
  const perEngineer = Map.groupBy(entries, ({ entry }) => entry.engineer);
  const groups =
    billing.parallelEngineers === 'per-engineer' ? [...perEngineer.values()].flatMap(grouped) : grouped(entries);
  const sessions = groups.map((members): Session & { offHours: number } => {
    const worked = union(members.flatMap((member) => member.cut));
    const outside = offHours(worked, policy);
    const counted = billing.billableWindow === 'off-hours-only' ? outside : worked;
    return {
      workIds: members.map(({ entry }) => entry.workId),
      engineers: [...new Set(members.map(({ entry }) => entry.engineer))],
      counted,
      milliseconds: length(counted),
      offHours: length(outside),
    };
  });
  if (sessions.reduce((sum, session) => sum + session.offHours, 0) < ONE_SECOND) return undefined;
  const step = billing.incrementMinutes * MINUTE;
  const raised = (milliseconds: number) =>
    Math.max(Math.ceil(milliseconds / step) * billing.incrementMinutes, billing.minimumMinutes);
  const withTime = sessions.filter(({ milliseconds }) => milliseconds > 0);
  const total = withTime.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const billed =
    billing.minimumScope === 'session'
      ? withTime.reduce((sum, { milliseconds }) => sum + raised(milliseconds), 0)
      : raised(total);
  return { sessions: withTime.map(({ offHours: _, ...session }) => session), worked: total, billed };
};
const ONE_SECOND = 1000;

/** There would be minutes, if nobody had refused the terms. */
export const isWorkRefused = (incident: Incident, event: number, contactAt: number, policy: Policy): boolean =>
  minutesOf({ ...incident, terms: [] }, event, contactAt, policy) !== undefined;
