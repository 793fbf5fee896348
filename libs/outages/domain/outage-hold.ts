// outaged-<ticketId>: which outage a ticket belongs to. It has one root cause at a time, and two outages that want it at once
// are told apart here.

import { type Decider, DomainError, MINUTE, ms } from '#kernel';
import type { OutageProblem } from './outage';

// Events. These names and fields are the storage format.
export type TicketHeld = { type: 'TicketHeld'; outageId: string };
export type TicketLetGo = { type: 'TicketLetGo'; outageId: string };
export type HoldEvent = TicketHeld | TicketLetGo;
export type Hold = { readonly outageId?: string; readonly since?: string };
/** `without`: an outage that was seen not to have the ticket, though it holds it. */
export type HoldCommand =
  | { type: 'HoldTicket'; outageId: string; without?: string }
  | { type: 'LetTicketGo'; outageId: string };

/** Whoever began to attach it longer ago has died on the way: no request takes as long. */
const ABANDONED_MS = MINUTE;

export const outageHold: Decider<HoldCommand, Hold, HoldEvent> = {
  initial: {},
  evolve: {
    TicketHeld: (_before, { outageId }, { recordedAt: since }) => ({ outageId, since }),
    TicketLetGo: () => ({}),
  },
  decide: {
    HoldTicket: ({ outageId, without }, { outageId: holder, since }, { at }) => {
      if (holder === outageId) return [];
      const isAbandoned = holder === without && since !== undefined && ms(at) - ms(since) > ABANDONED_MS;
      if (holder === undefined || isAbandoned) return [{ type: 'TicketHeld', outageId }];
      throw new DomainError<OutageProblem>(
        'outage.other',
        `The ticket belongs to outage ${holder}. Detach it there first.`,
        { acts: ['DetachTicket'], of: { outageId: holder } },
      );
    },
    LetTicketGo: ({ outageId }, { outageId: holder }) =>
      holder === outageId ? [{ type: 'TicketLetGo', outageId }] : [],
  },
};
