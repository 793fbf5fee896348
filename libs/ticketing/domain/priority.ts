// ticket-<id>, its priority: what the provider assigned, from when, and whether anybody has looked.

import { DomainError, type Fold, ms } from '#kernel';
import type { Priority } from '#policy';
import type { TicketOpened, TicketReopened } from './lifecycle-events';
import type { TicketPart } from './part';

// Events. These names and fields are the storage format.
/** The validated priority, effective from opening and before it. */
export type TicketTriaged = { type: 'TicketTriaged'; priority: Priority };
/** The facts changed, from now on. */
export type PriorityChanged = { type: 'PriorityChanged'; from: Priority; to: Priority; reason: string };
/** It was always this: earlier changes are wiped out. */
export type PriorityCorrected = { type: 'PriorityCorrected'; from: Priority; to: Priority; reason: string };
export type PriorityEvent = TicketTriaged | PriorityChanged | PriorityCorrected;
/** What the client asks for now. It moves no clock: what holds is for the provider to say. */
export type PriorityRequested = { type: 'PriorityRequested'; priority: Priority; reason: string };
type FoldedEvent = PriorityRequested | PriorityEvent | TicketOpened | TicketReopened;

// State.
export type PriorityChange = { readonly at: number; readonly priority: Priority; readonly cycle: number };
export type Priorities = {
  /** From opening and before it, until the first change. */
  readonly base: Priority;
  readonly changes: readonly PriorityChange[];
  readonly current: Priority;
  /** What the client asked for last. */
  readonly requested: Priority;
  /** Somebody has looked: triage, a change or a correction. Asking for a priority validates nothing. */
  readonly validated: boolean;
  readonly cycle: number;
};

/** The priority that was assigned at an instant; a change counts from its own instant on. */
export const assignedAt = ({ base, changes }: Pick<Priorities, 'base' | 'changes'>, at: number): Priority =>
  changes.findLast((change) => change.at <= at)?.priority ?? base;

const always = (state: Priorities, priority: Priority): Priorities => ({
  ...state,
  base: priority,
  changes: [],
  current: priority,
  validated: true,
});

export const priorities: Fold<Priorities, FoldedEvent> = {
  initial: { base: 'P3', changes: [], current: 'P3', requested: 'P3', validated: false, cycle: 0 },
  evolve: {
    TicketOpened: (_state, { assigned, requested }) => ({
      base: assigned,
      changes: [],
      current: assigned,
      requested,
      validated: false,
      cycle: 1,
    }),
    PriorityRequested: (state, { priority: requested }) => ({ ...state, requested }),
    TicketReopened: (state, { cycle }) => ({ ...state, cycle }),
    TicketTriaged: (state, { priority }) => always(state, priority),
    PriorityCorrected: (state, { to }) => always(state, to),
    PriorityChanged: (state, { to }, { occurredAt }) => ({
      ...state,
      changes: [...state.changes, { at: ms(occurredAt), priority: to, cycle: state.cycle }],
      current: to,
      validated: true,
    }),
  },
};

// Commands.
export type PriorityCommand =
  | { type: 'TriageTicket'; priority: Priority }
  | { type: 'ChangePriority'; priority: Priority; reason: string }
  | { type: 'CorrectPriority'; priority: Priority; reason: string };
/** Said by the client. */
export type RequestPriority = { type: 'RequestPriority'; priority: Priority; reason: string };

/** It is one, or nobody has looked and the client says so. */
export const mayBeP1 = ({ current, requested, validated }: Priorities): boolean =>
  current === 'P1' || (requested === 'P1' && !validated);

export const priority: TicketPart<
  PriorityCommand | RequestPriority,
  Priorities,
  PriorityEvent | PriorityRequested,
  FoldedEvent
> = {
  ...priorities,
  decide: {
    TriageTicket: ({ priority }, { priority: { validated, current } }) => {
      if (validated)
        throw new DomainError<PriorityProblem>(
          'ticket.not-in-state',
          `The priority was validated as ${current} already. Change it where the facts changed; correct it where it was wrong.`,
          { acts: ['ChangePriority', 'CorrectPriority'] },
        );
      return [{ type: 'TicketTriaged', priority }];
    },
    ChangePriority: ({ priority: to, reason }, { priority: { current, validated } }) =>
      validated && current === to ? [] : [{ type: 'PriorityChanged', from: current, to, reason }],
    // Recorded even where it changes nothing: after the work has closed, money waits for whoever approves it.
    CorrectPriority: ({ priority: to, reason }, { priority: { current } }) => [
      { type: 'PriorityCorrected', from: current, to, reason },
    ],
    RequestPriority: ({ priority: asked, reason }, { priority: { requested } }) =>
      requested === asked ? [] : [{ type: 'PriorityRequested', priority: asked, reason }],
  },
};
export type PriorityProblem = 'ticket.not-in-state';
