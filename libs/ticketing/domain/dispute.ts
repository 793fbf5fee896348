// ticket-<id>, disputes: the client does not accept what an after-hours event is said to cost. One at a time.

import { DomainError, type Instead } from '#kernel';
import { openedTicket } from './lifecycle';
import type { TicketPart } from './part';

export type FaultDisputed = { type: 'FaultDisputed'; disputeId: string; event: number; reason: string };
/** The provider closes the dispute; what it grants follows as a supersession or a waiver. */
export type DisputeSettled = { type: 'DisputeSettled'; disputeId: string; event: number; reason: string };
export type DisputeEvent = FaultDisputed | DisputeSettled;

export type Disputes = {
  /** How many there ever were. */
  readonly count: number;
  readonly open?: { readonly disputeId: string; readonly event: number };
};

// Commands. `event` is the last one where none is named; a settlement closes the open one.
export type DisputeCommand =
  | { type: 'DisputeFault'; disputeId: string; event?: number; reason: string }
  | { type: 'SettleDispute'; event?: number; reason: string };

export const disputes: TicketPart<DisputeCommand, Disputes, DisputeEvent> = {
  initial: { count: 0 },
  evolve: {
    FaultDisputed: ({ count }, { disputeId, event }) => ({ count: count + 1, open: { disputeId, event } }),
    DisputeSettled: ({ count }) => ({ count }),
  },
  decide: {
    DisputeFault: ({ disputeId, event, reason }, { lifecycle, disputes: { open } }) => {
      const { event: events } = openedTicket(lifecycle);
      const named = event ?? events;
      if (!Number.isInteger(named) || named < 1 || named > events)
        throw refusal('event.unknown', `The ticket has ${events} after-hours event(s); there is no event ${named}.`);
      if (open)
        throw refusal('dispute.open', `A dispute of event ${open.event} is open. The billing desk settles it first.`, {
          acts: ['SettleDispute'],
        });
      return [{ type: 'FaultDisputed', disputeId, event: named, reason }];
    },
    SettleDispute: ({ event, reason }, { disputes: { open } }) => {
      if (!open || (event !== undefined && event !== open.event))
        throw refusal(
          'dispute.none-open',
          'No such dispute is open on this ticket. Whoever disputes the fault opens one.',
          {
            acts: ['DisputeFault'],
          },
        );
      return [{ type: 'DisputeSettled', disputeId: open.disputeId, event: open.event, reason }];
    },
  },
};
const refusal = (code: DisputeProblem, message: string, instead?: Instead) => new DomainError(code, message, instead);
export type DisputeProblem = `dispute.${'open' | 'none-open'}` | 'event.unknown';
