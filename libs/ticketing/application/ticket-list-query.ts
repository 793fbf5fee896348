import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ListQuery, type Page, type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { assigneeForClients } from '../domain/shown-to-clients';
import { type TicketColumn, type TicketRow, ticketList } from './ticket-list';

/** A ticket in a list; what is searched is for searching. */
export type ListedTicket = Omit<TicketRow, 'text'>;

/**
 * Tickets, filtered, in an order, a page at a time. Whose they may be is the asker's to say, and whether a client looks at
 * them.
 */
export class TicketListQuery extends Query<Page<ListedTicket>> {
  constructor(
    readonly question: ListQuery<TicketColumn>,
    readonly forClient: boolean,
  ) {
    super();
  }
}

@QueryHandler(TicketListQuery)
export class TicketListHandler implements IQueryHandler<TicketListQuery> {
  constructor(@Inject(READ_STORE) private readonly views: ReadStore) {}

  async execute({ question, forClient }: TicketListQuery): Promise<Page<ListedTicket>> {
    const { rows, ...page } = await runListQuery(this.views.view(ticketList), question);
    const shown = ({ text: _, ...row }: TicketRow): ListedTicket =>
      forClient ? { ...row, assignee: assigneeForClients(row.assignee) } : row;
    return { rows: rows.map(shown), ...page };
  }
}
