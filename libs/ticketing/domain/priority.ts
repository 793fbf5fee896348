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
type Seen = PriorityEvent | TicketOpened | TicketReopened;

// State.
export type PriorityChange = { readonly at: number; readonly priority: Priority; readonly cycle: number };
export type Priorities = {
  /** From opening and before it, until the first change. */
  readonly base: Priority;
  readonly changes: readonly PriorityChange[];
  readonly current: Priority;
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

export const priorities: Fold<Priorities, Seen> = {
  initial: { base: 'P3', changes: [], current: 'P3', validated: false, cycle: 0 },
  evolve: {
    TicketOpened: (_state, { assigned }) => ({
      base: assigned,
      changes: [],
      current: assigned,
      validated: false,
      cycle: 1,
    }),
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

export const priority: TicketPart<PriorityCommand, Priorities, PriorityEvent, Seen> = {
  ...priorities,
  decide: {
    TriageTicket: ({ priority }, { priority: { validated, current } }) => {
      if (validated)
        throw new DomainError<PriorityProblem>(
          'ticket.not-in-state',
          `The priority was validated as ${current} already. Change it where the facts changed, POST …/priority-changes; correct it where it was wrong, POST …/priority-corrections.`,
        );
      return [{ type: 'TicketTriaged', priority }];
    },
    ChangePriority: ({ priority: to, reason }, { priority: { current, validated } }) =>
      validated && current === to ? [] : [{ type: 'PriorityChanged', from: current, to, reason }],
    // Recorded even where it changes nothing: after the work has closed, money waits for whoever approves it.
    CorrectPriority: ({ priority: to, reason }, { priority: { current } }) => [
      { type: 'PriorityCorrected', from: current, to, reason },
    ],
  },
};
export type PriorityProblem = 'ticket.not-in-state';
