// What the clocks show and the stream does not record yet.

import { iso, ms } from '#kernel';
import type { Policy } from '#policy';
import { clockKey, keyOf, nameOf } from './clock-name';
import { type Clock, clocks } from './clocks';
import { dueAt, legBehind } from './due';
import type { RecordedClock, RecordedClocks, SlaEvent } from './sla';
import type { TicketTimeline } from './ticket-timeline';

type WithoutRevision<E> = E extends SlaEvent ? Omit<E, 'ticketRevision'> : never;
/** An event that does not name yet which revision of the ticket it was read at. */
export type NewEvent = WithoutRevision<SlaEvent>;
/** `timer`: nothing but time has passed. Otherwise `because` is the ticket event that was just recorded. */
type Observation = {
  readonly at: number;
  readonly timer: boolean;
  readonly because: string;
  /** The time by the clock on the wall: `at` is what the process was looking at. */
  readonly detectedAt: string;
};

export const reconcileClocks = (
  recorded: RecordedClocks,
  timeline: TicketTimeline,
  policy: Policy,
  observed: Observation,
): NewEvent[] => {
  const current = clocks(timeline, policy, observed.at);
  const alive = new Set(current.map(keyOf));
  const gone = [...recorded.values()].filter(({ name }) => !alive.has(clockKey(name)));
  return [
    ...gone.flatMap((before) => dropped(before, observed)),
    ...current.flatMap((clock) => changed(recorded.get(keyOf(clock)), clock, policy, observed)),
  ];
};

/** A clock that by what is known now was never there. */
const dropped = (before: RecordedClock, observed: Observation): NewEvent[] => {
  if (before.state === 'cancelled') return [];
  const withdrawn = before.state === 'breached' ? [breachWithdrawn(before, observed)] : [];
  return [...withdrawn, { type: 'TargetCancelled', ...before.name }];
};

/** A clock as it is now, and whether the stream has it so already. */
type Compared = {
  readonly clock: Clock;
  readonly due: string | undefined;
  readonly sameDue: boolean;
  /** What the stream says, once a breach that did not happen is withdrawn. */
  readonly state: RecordedClock['state'] | undefined;
};

const changed = (
  before: RecordedClock | undefined,
  clock: Clock,
  policy: Policy,
  observed: Observation,
): NewEvent[] => {
  const due = clock.dueAt === undefined ? undefined : iso(clock.dueAt);
  const sameDue = before?.dueAt === due;
  // One that runs towards the same instant has run out since: that was seen by somebody who looked later than this.
  const stands = sameDue && (clock.state === 'breached' || clock.state === 'running');
  const isWithdrawn = before?.state === 'breached' && !stands;
  const compared: Compared = { clock, due, sameDue, state: isWithdrawn ? 'running' : before?.state };
  return [
    ...(isWithdrawn ? [breachWithdrawn(before, observed)] : []),
    ...aimed(compared, policy),
    ...reached(compared, observed),
    ...warned(before, compared, policy, observed),
  ];
};

const breachWithdrawn = ({ name, dueAt = '' }: RecordedClock, { because }: Observation): NewEvent => ({
  type: 'SlaBreachWithdrawn',
  ...name,
  dueAt,
  because,
});

/** It runs on after a pause, or towards another instant than the stream knows. */
const aimed = ({ clock, due, sameDue, state }: Compared, policy: Policy): NewEvent[] => {
  if (due === undefined) return [];
  if (state === 'paused' && clock.state === 'running') return [{ type: 'TargetResumed', ...nameOf(clock), dueAt: due }];
  return !sameDue || state === 'cancelled' || isOpenAgain(state, clock) ? [targetSet(clock, due, policy)] : [];
};

/** The state that it has come to, where the stream does not have it yet. */
const reached = ({ clock, due, sameDue, state }: Compared, { at, timer, detectedAt }: Observation): NewEvent[] => {
  const name = nameOf(clock);
  switch (clock.state) {
    case 'breached':
      return due === undefined || state === 'breached'
        ? []
        : [{ type: 'TargetBreached', ...name, dueAt: due, detectedAt, backdated: !timer }];
    case 'met':
      return due === undefined || (state === 'met' && sameDue)
        ? []
        : [{ type: 'TargetMet', ...name, metAt: iso(clock.doneAt ?? at), dueAt: due }];
    case 'paused':
      return state === 'paused'
        ? []
        : [{ type: 'TargetPaused', ...name, pausedAt: iso(clock.pauses.at(-1)?.from ?? at) }];
    case 'cancelled':
      return state === 'cancelled' ? [] : [{ type: 'TargetCancelled', ...name }];
    default:
      return [];
  }
};

/** No warning after the fact: only the clock's own passing brings one about. */
const warned = (
  before: RecordedClock | undefined,
  { clock, due }: Compared,
  policy: Policy,
  { at, timer }: Observation,
): NewEvent[] =>
  timer && due !== undefined
    ? warnings(clock, policy)
        .filter(({ percent, instant }) => instant === at && !before?.warned.includes(percent))
        .map(({ percent, instant }) => ({
          type: 'TargetWarned',
          ...nameOf(clock),
          percent,
          warnedAt: iso(instant),
          dueAt: due,
        }))
    : [];

const targetSet = (clock: Clock, dueAt: string, { version: policyVersion }: Policy): NewEvent => ({
  type: 'TargetSet',
  ...nameOf(clock),
  dueAt,
  priority: clock.priority,
  policyVersion,
  calendar: legBehind(clock.due, clock.pauses).calendar.name,
});

/** It was met by something that has been taken back since. */
const isOpenAgain = (state: RecordedClock['state'] | undefined, clock: Clock): boolean =>
  state === 'met' && clock.state === 'running';

const warnings = (clock: Clock, policy: Policy): { percent: number; instant: number }[] =>
  clock.state === 'running'
    ? policy.document.priorities[clock.priority].warn.map((percent) => ({
        percent,
        instant: dueAt(clock.due, clock.pauses, percent),
      }))
    : [];

/** A due instant is inclusive: the first instant at which a clock has run out is a millisecond later. */
const AFTER_DUE = 1;

/**
 * The next instant after `after` at which a clock has something new: a warning, or the first instant after its
 * due one. `undefined` when nothing is running.
 */
export const nextInstant = (
  timeline: TicketTimeline,
  policy: Policy,
  recorded: RecordedClocks,
  after: number,
): number | undefined => {
  let next: number | undefined;
  const consider = (instant: number) => {
    if (instant > after && (next === undefined || instant < next)) next = instant;
  };
  for (const clock of clocks(timeline, policy, Number.NEGATIVE_INFINITY)) {
    if (clock.state !== 'running' || clock.dueAt === undefined) continue;
    const before = recorded.get(keyOf(clock));
    if (!(before?.state === 'breached' && before.dueAt !== undefined && ms(before.dueAt) === clock.dueAt))
      consider(clock.dueAt + AFTER_DUE);
    for (const { percent, instant } of warnings(clock, policy))
      if (!before?.warned.includes(percent)) consider(instant);
  }
  return next;
};
