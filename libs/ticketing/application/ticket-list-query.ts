import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Page, ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { type TicketRow, ticketList } from './ticket-list';

/** Which tickets. `clients` limits whose; `after` is `next` of the page before. */
export type TicketFilter = {
  readonly clients?: readonly string[];
  readonly status?: string;
  readonly priority?: string;
  readonly assignee?: string;
  readonly limit: number;
  readonly after?: string;
};

/** Tickets, the newest first. */
export class TicketListQuery extends Query<Page<TicketRow>> {
  constructor(readonly filter: TicketFilter) {
    super();
  }
}

@QueryHandler(TicketListQuery)
export class TicketListHandler implements IQueryHandler<TicketListQuery> {
  constructor(@Inject(READ_STORE) private readonly views: ReadStore) {}

  execute({
    filter: { clients, status, priority, assignee, limit, after },
  }: TicketListQuery): Promise<Page<TicketRow>> {
    return this.views.view(ticketList).find({
      where: {
        ...(clients && { client: clients }),
        ...(status !== undefined && { status }),
        ...(priority !== undefined && { priority }),
        ...(assignee !== undefined && { assignee }),
      },
      order: { by: 'openedAt', descending: true },
      limit,
      ...(after !== undefined && { after }),
    });
  }
}
