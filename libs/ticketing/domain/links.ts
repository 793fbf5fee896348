// ticket-<id>, links: another ticket of the same client that has to do with this one. A link moves no clock and no money.

import { type Decider, DomainError } from '#kernel';
import type { TicketOpened } from './lifecycle-events';

export type TicketLinked = { type: 'TicketLinked'; to: string; reason?: string };
/** `client`: of the other ticket. Neither that nor its existence ever changes. */
export type LinkTicket = { type: 'LinkTicket'; ticketId: string; to: string; client: string; reason?: string };
export type Links = { readonly client: string; readonly linked: readonly string[] };

export const links: Decider<LinkTicket, Links, TicketLinked, TicketLinked | TicketOpened> = {
  initial: { client: '', linked: [] },
  evolve: {
    TicketOpened: (state, { client }) => ({ ...state, client }),
    TicketLinked: (state, { to }) => ({ ...state, linked: [...state.linked, to] }),
  },
  decide: {
    LinkTicket: ({ ticketId, to, client, reason }, state) => {
      if (to === ticketId) throw refusal('A ticket is not linked to itself. Name the other one.');
      if (client !== state.client) throw refusal(`${to} belongs to another client. Link tickets of one client.`);
      if (state.linked.includes(to)) return [];
      return [{ type: 'TicketLinked', to, ...(reason !== undefined && { reason }) }];
    },
  },
};
const refusal = (message: string) => new DomainError<LinkProblem>('link.not-possible', message);
export type LinkProblem = 'link.not-possible';
