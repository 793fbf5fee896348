// ticket-<id>, who is asked for help: tiers 1 to 3. Clause 2d of the policy.

import { DomainError } from '#kernel';
import type { Priority } from '#policy';
import type { TicketOpened } from './lifecycle-events';
import type { TicketPart } from './part';

/** What a ticket is about, and the tier that starts on it. */
const STARTING_TIER = {
  general: 1,
  account: 1,
  billing: 1,
  education: 1,
  connectivity: 1,
  home_networking: 2,
  computer: 2,
  security: 2,
  platform: 3,
} as const;
export type Category = keyof typeof STARTING_TIER;
export const CATEGORIES = Object.keys(STARTING_TIER) as readonly Category[];
export const startingTier = (category: Category): number => STARTING_TIER[category];
/** A client's NOC speaks to tier 3 because of who it is; of anybody else it is what the ticket is about that decides. */
export const tierOf = (category: Category, role: string): number =>
  role === 'noc-contact' ? TIER_MAX : startingTier(category);
export const TIER_MAX = 3;
/** Of the support policy: who resolves what. */
const CLAUSE = '2d';

export type TicketEscalated = {
  type: 'TicketEscalated';
  from: number;
  to: number;
  reason: string;
  /** `time_in_tier`: nobody asked for it; it was in its tier for as long as its priority allows. */
  trigger: 'person' | 'time_in_tier';
  /** Of an automatic one: the instant that caused it, and the clause of the policy. Since v2. */
  dueAt?: string;
  clause?: string;
};
export type TicketDeescalated = { type: 'TicketDeescalated'; from: number; to: number; reason: string };
export type Tier = { readonly tier: number };
/** To the next tier where none is named. */
export type EscalateTicket = { type: 'EscalateTicket'; to?: number; reason: string };
/** To the tier below where none is named: what it needed from a higher one is done. */
export type DeescalateTicket = { type: 'DeescalateTicket'; to?: number; reason: string };
/** Said by the clock: up from tier `from`, and nothing where the ticket is in another one by now. */
export type EscalateElapsed = {
  type: 'EscalateElapsed';
  from: number;
  minutes: number;
  priority: Priority;
  dueAt: string;
};

type TierEvent = TicketEscalated | TicketDeescalated;
export const tier: TicketPart<
  EscalateTicket | DeescalateTicket | EscalateElapsed,
  Tier,
  TierEvent,
  TierEvent | TicketOpened
> = {
  initial: { tier: 1 },
  evolve: {
    TicketOpened: (_state, event) => ({ tier: event.tier }),
    TicketEscalated: (_state, { to }) => ({ tier: to }),
    TicketDeescalated: (_state, { to }) => ({ tier: to }),
  },
  decide: {
    EscalateTicket: ({ to: named, reason }, { tier: { tier: from } }) => {
      const to = named ?? from + 1;
      if (to === from) return [];
      if (!Number.isInteger(to) || to < from || to > TIER_MAX)
        throw new DomainError<TierProblem>(
          'ticket.not-higher',
          `The ticket is in tier ${from}; it can be escalated to a higher one, up to ${TIER_MAX}, not to ${to}.`,
        );
      return [{ type: 'TicketEscalated', from, to, reason, trigger: 'person' }];
    },
    DeescalateTicket: ({ to: named, reason }, { tier: { tier: from } }) => {
      const to = named ?? from - 1;
      if (to === from) return [];
      if (!Number.isInteger(to) || to > from || to < 1)
        throw new DomainError<TierProblem>(
          'ticket.not-lower',
          `The ticket is in tier ${from}; it goes back to a lower one, down to 1, not to ${to}.`,
        );
      return [{ type: 'TicketDeescalated', from, to, reason }];
    },
    EscalateElapsed: ({ from, minutes, priority, dueAt }, { tier: { tier: current } }) => {
      if (current !== from || from >= TIER_MAX) return [];
      const reason = `In tier ${from} for ${minutes} minutes of ${priority}, and not restored`;
      return [{ type: 'TicketEscalated', from, to: from + 1, reason, trigger: 'time_in_tier', dueAt, clause: CLAUSE }];
    },
  },
};
export type TierProblem = `ticket.${'not-higher' | 'not-lower'}`;
