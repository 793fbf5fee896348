// The SLA clocks of a ticket, computed from its timeline alone. Source: docs/rules.md "The clocks".

import type { Policy, Priority } from '#policy';
import { assignedAt, type PriorityChange } from '#ticketing';
import { type Due, dueAt, type Interval } from './due';
import { restoredAt, type TicketTimeline } from './ticket-timeline';

export const TARGETS = ['respond', 'update', 'restore', 'resolve'] as const;
export type Target = (typeof TARGETS)[number];
export type ClockState = 'running' | 'paused' | 'met' | 'breached' | 'cancelled';

/** One clock as it stands at an instant. Instants in epoch milliseconds. */
export type Clock = {
  readonly target: Target;
  readonly cycle: number;
  /** When it was armed: each public reply arms *update* again. */
  readonly armedAt: number;
  readonly state: ClockState;
  /** Absent while paused or cancelled. The instant itself still meets it. */
  readonly dueAt?: number;
  readonly doneAt?: number;
  /** What the due instant is made of, for warnings and explanations. */
  readonly due: Due;
  readonly pauses: readonly Interval[];
  /** The priority that set the target last. */
  readonly priority: Priority;
};

const RANK = { P1: 1, P2: 2, P3: 3, P4: 4 } as const satisfies Record<Priority, number>;

/** Every clock that a ticket has had, oldest first; a target that the priority lacks is absent. */
export const clocks = (timeline: TicketTimeline, policy: Policy, now: number): readonly Clock[] => {
  const first = timeline.cycles[0];
  if (!first) return [];
  const build = (armed: Armed) => clock(timeline, policy, now, armed);
  const answered = least([...timeline.replies, ...timeline.cycles.flatMap(({ resolvedAt }) => resolvedAt ?? [])]);
  const all = [
    build({
      target: 'respond',
      cycle: 1,
      armedAt: first.startedAt,
      ...(answered !== undefined && { doneAt: answered }),
    }),
  ];
  timeline.cycles.forEach(({ startedAt, resolvedAt }, index) => {
    const cycle = index + 1;
    const restored = restoredAt(timeline, cycle);
    for (const armed of updates(timeline, cycle)) all.push(build(armed));
    all.push(
      build({ target: 'restore', cycle, armedAt: startedAt, ...(restored !== undefined && { doneAt: restored }) }),
    );
    all.push(
      build({ target: 'resolve', cycle, armedAt: startedAt, ...(resolvedAt !== undefined && { doneAt: resolvedAt }) }),
    );
  });
  return all.filter((found) => found !== undefined);
};

type Armed = { target: Target; cycle: number; armedAt: number; doneAt?: number };

/** *update* runs from the start of a cycle and from each public reply, to the next reply or the resolution. */
const updates = (timeline: TicketTimeline, cycle: number): Armed[] => {
  const { startedAt = 0, resolvedAt } = timeline.cycles[cycle - 1] ?? {};
  const end = resolvedAt ?? Number.POSITIVE_INFINITY;
  const inside = timeline.replies.filter((at) => at > startedAt && at < end).toSorted((a, b) => a - b);
  const arms = [startedAt, ...new Set(inside)];
  return arms.map((armedAt, index) => {
    const doneAt = arms[index + 1] ?? resolvedAt;
    return { target: 'update', cycle, armedAt, ...(doneAt !== undefined && { doneAt }) };
  });
};

const clock = (timeline: TicketTimeline, policy: Policy, now: number, armed: Armed): Clock | undefined => {
  const { target, cycle, armedAt, doneAt } = armed;
  const pauses = target === 'respond' ? [] : pausesOf(timeline, policy, doneAt);
  const set = aim(timeline, policy, armed, pauses);
  if (!set) return undefined;
  const { due, priority } = set;
  const instant = dueAt(due, pauses);
  const ended = timeline.ended?.at ?? Number.POSITIVE_INFINITY;
  const stateNow = (): ClockState => {
    if (doneAt !== undefined) return doneAt <= instant ? 'met' : 'breached';
    if (instant < now && instant < ended) return 'breached';
    if (timeline.ended) return 'cancelled';
    return pauses.at(-1)?.to === Number.POSITIVE_INFINITY ? 'paused' : 'running';
  };
  const state = stateNow();
  return {
    target,
    cycle,
    armedAt,
    state,
    ...(state !== 'paused' && state !== 'cancelled' && { dueAt: instant }),
    ...(doneAt !== undefined && { doneAt }),
    due,
    pauses,
    priority,
  };
};

/** Time in the states that the policy pauses on, joined where one follows another, up to the fulfilment. */
export const pausesOf = (
  timeline: TicketTimeline,
  policy: Policy,
  doneAt = Number.POSITIVE_INFINITY,
): readonly Interval[] => {
  const pauses: { from: number; to: number }[] = [];
  for (const { state, from, to = Number.POSITIVE_INFINITY } of timeline.waits) {
    if (!(policy.document.sla.pauseOn as readonly string[]).includes(state) || from >= doneAt) continue;
    const last = pauses.at(-1);
    if (last && last.to >= from) last.to = Math.min(to, doneAt);
    else pauses.push({ from, to: Math.min(to, doneAt) });
  }
  return pauses;
};

/** The due of a target: set by the priority at the clock's start, re-issued by each later change until it is decided. */
const aim = (
  timeline: TicketTimeline,
  policy: Policy,
  { target, cycle, armedAt, doneAt }: Armed,
  pauses: readonly Interval[],
): { due: Due; priority: Priority } | undefined => {
  const leg = (priority: Priority, from: number): Due | undefined => {
    const { calendar: name, [target]: minutes } = policy.document.priorities[priority];
    const calendar = policy.calendars[name];
    return minutes === null || minutes === undefined || !calendar ? undefined : { from, minutes, calendar };
  };
  return reissued(leg, changesAround(timeline, target, cycle, armedAt), armedAt, pauses, doneAt);
};

/** What has minutes by priority, from `armedAt` on: set by the one before it, re-issued by each later change. */
export const reissued = (
  leg: (priority: Priority, from: number) => Due | undefined,
  { before, later }: { readonly before: Priority; readonly later: readonly PriorityChange[] },
  armedAt: number,
  pauses: readonly Interval[],
  doneAt?: number,
): { due: Due; priority: Priority } | undefined => {
  let priority = before;
  let due = leg(priority, armedAt);
  for (const change of later) {
    if (doneAt !== undefined && doneAt <= change.at) break;
    if (due && dueAt(due, pauses) < change.at) break;
    const fromChange = leg(change.priority, change.at);
    const fromStart = leg(change.priority, armedAt);
    const step = RANK[change.priority] - RANK[priority];
    due = fromChange && fromStart && (due ? moved(due, step, fromChange, fromStart) : fromChange);
    priority = change.priority;
  }
  return due && { due, priority };
};

/** A raise counts from its own instant and never promises later than before; a lowering counts from the start and never earlier. */
const moved = (due: Due, step: number, fromChange: Due, fromStart: Due): Due => {
  if (step < 0) return { earliest: [due, fromChange] };
  return step > 0 ? { latest: [due, fromStart] } : due;
};

/** The priority in force when a clock was armed, and the changes that came later. */
const changesAround = ({ priorities }: TicketTimeline, target: Target, cycle: number, armedAt: number) => {
  const isLater = (change: PriorityChange) =>
    target === 'update' ? change.at > armedAt : change.cycle >= (target === 'respond' ? 1 : cycle);
  const earlier = priorities.changes.filter((change) => !isLater(change));
  return {
    before: assignedAt({ ...priorities, changes: earlier }, Number.POSITIVE_INFINITY),
    later: priorities.changes.filter(isLater),
  };
};

const least = (instants: readonly number[]): number | undefined =>
  instants.length === 0 ? undefined : Math.min(...instants);
