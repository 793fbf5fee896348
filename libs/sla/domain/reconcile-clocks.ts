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
const dropped = ({ name, state, dueAt = '' }: RecordedClock, { because }: Observation): NewEvent[] => {
  if (state === 'cancelled') return [];
  const withdrawn: NewEvent[] = state === 'breached' ? [{ type: 'SlaBreachWithdrawn', ...name, dueAt, because }] : [];
  return [...withdrawn, { type: 'TargetCancelled', ...name }];
};

const changed = (
  before: RecordedClock | undefined,
  clock: Clock,
  policy: Policy,
  { at, timer, because, detectedAt }: Observation,
): NewEvent[] => {
  const name = nameOf(clock);
  const due = clock.dueAt === undefined ? undefined : iso(clock.dueAt);
  const sameDue = before?.dueAt === due;
  const newEvents: NewEvent[] = [];
  let state = before?.state;
  if (state === 'breached' && !(clock.state === 'breached' && sameDue)) {
    newEvents.push({ type: 'SlaBreachWithdrawn', ...name, dueAt: before?.dueAt ?? '', because });
    state = 'running';
  }
  if (due !== undefined && state === 'paused' && clock.state === 'running') {
    newEvents.push({ type: 'TargetResumed', ...name, dueAt: due });
    state = 'running';
  } else if (due !== undefined && (!sameDue || state === 'cancelled' || isOpenAgain(state, clock)))
    newEvents.push(targetSet(clock, due, policy));
  if (clock.state === 'breached' && due !== undefined && state !== 'breached')
    newEvents.push({ type: 'TargetBreached', ...name, dueAt: due, detectedAt, backdated: !timer });
  if (clock.state === 'met' && due !== undefined && !(state === 'met' && sameDue))
    newEvents.push({ type: 'TargetMet', ...name, metAt: iso(clock.doneAt ?? at), dueAt: due });
  if (clock.state === 'paused' && state !== 'paused')
    newEvents.push({ type: 'TargetPaused', ...name, pausedAt: iso(clock.pauses.at(-1)?.from ?? at) });
  if (clock.state === 'cancelled' && state !== 'cancelled') newEvents.push({ type: 'TargetCancelled', ...name });
  // No warning after the fact: only the clock's own passing brings one about.
  if (timer && due !== undefined)
    for (const { percent, instant } of warnings(clock, policy))
      if (instant === at && !before?.warned.includes(percent))
        newEvents.push({ type: 'TargetWarned', ...name, percent, warnedAt: iso(instant), dueAt: due });
  return newEvents;
};

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
