// What may be decided about the money of a ticket.

import { CLOSED, type EventFields, isOver, type Move, mostly, NOT_MERGED, type Phase } from './ticket-model';

const money = (weight: Move['weight'], during: readonly Phase[], fields: EventFields = {}): Move => ({
  during,
  weight,
  say: ({ chance, ticket }) => ({
    by: 'clara',
    reason: 'decided',
    ...fields,
    ...(chance.happens(0.2) && { event: 1 + chance.below(ticket.events + 1) }),
  }),
});

export const MONEY_MOVES: Readonly<Record<string, Move>> = {
  accept_terms: money(0.9, NOT_MERGED),
  decline_terms: money(0.9, NOT_MERGED),
  dispute: {
    ...money(
      mostly(({ disputed }) => !disputed, 1.5),
      NOT_MERGED,
    ),
    after: (ticket) => {
      ticket.disputed = true;
    },
  },
  settle: {
    ...money(
      mostly(({ disputed }) => disputed, 6),
      NOT_MERGED,
    ),
    after: (ticket) => {
      ticket.disputed = false;
    },
  },
  approve_billing: {
    ...money(
      mostly(({ waits }) => waits, 8),
      CLOSED,
    ),
    after: (ticket) => {
      ticket.waits = false;
    },
  },
  waive: {
    ...money(mostly(isOver, 0.7), NOT_MERGED, { approver: 'boss' }),
    after: (ticket) => {
      ticket.waived = true;
    },
  },
  reinstate: {
    ...money(
      mostly(({ waived }) => waived, 6),
      NOT_MERGED,
      { approver: 'boss' },
    ),
    after: (ticket) => {
      ticket.waived = false;
    },
  },
};
