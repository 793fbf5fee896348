// sla-<ticketId>: what the clocks did. Written by the SLA deadline process, which compares the clocks with what it
// recorded before, and records the difference.

import type { Decider, MessageOf } from '#kernel';
import type { Policy } from '#policy';
import { type ClockName, clockKey } from './clock-name';
import { nextInstant, reconcileClocks } from './reconcile-clocks';
import type { TicketTimeline } from './ticket-timeline';

// Events. These names and fields are the storage format. Instants are ISO 8601, UTC.
/** Which clock, and the ticket revision that it was read at. */
type ClockAtRevision = ClockName & { ticketRevision: number };
/** `calendar`: on which the minutes run that decide the due instant; absent on what older builds recorded. */
export type TargetSet = {
  type: 'TargetSet';
  dueAt: string;
  priority: string;
  policyVersion: number;
  calendar?: string;
} & ClockAtRevision;
export type TargetWarned = { type: 'TargetWarned'; percent: number; warnedAt: string; dueAt: string } & ClockAtRevision;
/** `dueAt` is when the time ran out, `detectedAt` when we saw it; backdated where a later fact brought it to light. */
export type TargetBreached = {
  type: 'TargetBreached';
  dueAt: string;
  detectedAt: string;
  backdated: boolean;
} & ClockAtRevision;
/** By what is known now it never ran out. `because` is the ticket event that says so. */
export type SlaBreachWithdrawn = { type: 'SlaBreachWithdrawn'; dueAt: string; because: string } & ClockAtRevision;
export type TargetMet = { type: 'TargetMet'; metAt: string; dueAt: string } & ClockAtRevision;
export type TargetPaused = { type: 'TargetPaused'; pausedAt: string } & ClockAtRevision;
export type TargetResumed = { type: 'TargetResumed'; dueAt: string } & ClockAtRevision;
export type TargetCancelled = { type: 'TargetCancelled' } & ClockAtRevision;
export type SlaEventOf<T extends SlaEvent['type']> = MessageOf<SlaEvent, T>;
export type SlaEvent =
  | TargetSet
  | TargetWarned
  | TargetBreached
  | SlaBreachWithdrawn
  | TargetMet
  | TargetPaused
  | TargetResumed
  | TargetCancelled;

// State: what was recorded of each clock last, and up to which revision of the ticket.
export type RecordedClock = {
  readonly name: ClockName;
  readonly state: 'running' | 'paused' | 'met' | 'breached' | 'cancelled';
  readonly dueAt?: string;
  readonly warned: readonly number[];
};
export type RecordedClocks = ReadonlyMap<string, RecordedClock>;
export type Sla = { readonly ticketRevision: number; readonly clocks: RecordedClocks };

const say = (
  state: Sla,
  { target, cycle, armedAt, ticketRevision }: ClockAtRevision,
  change: Partial<RecordedClock>,
): Sla => {
  const name = { target, cycle, armedAt };
  const before = state.clocks.get(clockKey(name)) ?? { state: 'running', warned: [] };
  return { ticketRevision, clocks: new Map([...state.clocks, [clockKey(name), { ...before, name, ...change }]]) };
};

/**
 * The process sees the ticket grow: each step is its timeline after one event, from any revision on that was observed.
 * `until` is the instant up to which nothing else was recorded: now, once the ticket was read to its tail.
 */
export type ObserveTicket = {
  type: 'ObserveTicket';
  steps: readonly Step[];
  until: number;
};
export type Step = {
  readonly timeline: TicketTimeline;
  readonly revision: number;
  readonly recordedAt: number;
  readonly eventId: string;
  /** The version that the ticket is pinned to after the event: what comes before it is judged by the one before. */
  readonly policy: Policy;
};

export const sla: Decider<ObserveTicket, Sla, SlaEvent> = {
  initial: { ticketRevision: -1, clocks: new Map() },
  evolve: {
    TargetSet: (state, { dueAt, ...reading }) => say(state, reading, { state: 'running', dueAt }),
    TargetWarned: (state, { percent, ...reading }) =>
      say(state, reading, { warned: [...(state.clocks.get(clockKey(reading))?.warned ?? []), percent] }),
    TargetBreached: (state, { dueAt, ...reading }) => say(state, reading, { state: 'breached', dueAt }),
    SlaBreachWithdrawn: (state, reading) => say(state, reading, { state: 'running' }),
    TargetMet: (state, { dueAt, ...reading }) => say(state, reading, { state: 'met', dueAt }),
    TargetPaused: (state, reading) => say(state, reading, { state: 'paused' }),
    TargetResumed: (state, { dueAt, ...reading }) => say(state, reading, { state: 'running', dueAt }),
    TargetCancelled: (state, reading) => say(state, reading, { state: 'cancelled' }),
  },
  decide: {
    ObserveTicket: ({ steps, until }, before, { at: detectedAt }) => {
      const events: SlaEvent[] = [];
      let state = before;
      let seen: Step | undefined;
      let passed = Number.NEGATIVE_INFINITY;
      const observe = (step: Step, at: number, timer: boolean) => {
        const observed = { at, timer, because: step.eventId, detectedAt };
        for (const { type, ...recorded } of reconcileClocks(state.clocks, step.timeline, step.policy, observed)) {
          const event = { type, ...recorded, ticketRevision: step.revision } as SlaEvent;
          events.push(event);
          state = (sla.evolve[type] as (state: Sla, event: SlaEvent) => Sla)(state, event);
        }
      };
      const passTime = (to: number) => {
        for (;;) {
          const at = seen && nextInstant(seen.timeline, seen.policy, state.clocks, passed);
          if (!seen || at === undefined || at > to) return;
          passed = at;
          observe(seen, at, true);
        }
      };
      for (const step of steps) {
        if (step.revision > before.ticketRevision) {
          passTime(step.recordedAt);
          observe(step, step.recordedAt, false);
        }
        seen = step;
        passed = step.recordedAt;
      }
      passTime(until);
      return events;
    },
  },
};
