// ticket-<id>, links: another ticket of the same client that has to do with this one. A link moves no clock and no money.

import { DomainError } from '#kernel';
import { openedTicket } from './lifecycle';
import type { TicketPart } from './part';

export type TicketLinked = { type: 'TicketLinked'; to: string; reason?: string };
/** `client`: of the other ticket. Neither that nor its existence ever changes. */
export type LinkTicket = { type: 'LinkTicket'; ticketId: string; to: string; client: string; reason?: string };
export type Links = { readonly linked: readonly string[] };

export const links: TicketPart<LinkTicket, Links, TicketLinked> = {
  initial: { linked: [] },
  evolve: { TicketLinked: ({ linked }, { to }) => ({ linked: [...linked, to] }) },
  decide: {
    LinkTicket: ({ ticketId, to, client, reason }, { lifecycle, links: { linked } }) => {
      if (to === ticketId) throw refusal('A ticket is not linked to itself. Name the other one.');
      if (client !== openedTicket(lifecycle).client)
        throw refusal(`${to} belongs to another client. Link tickets of one client.`);
      if (linked.includes(to)) return [];
      return [{ type: 'TicketLinked', to, ...(reason !== undefined && { reason }) }];
    },
  },
};
const refusal = (message: string) => new DomainError<LinkProblem>('link.not-possible', message);
export type LinkProblem = 'link.not-possible';
