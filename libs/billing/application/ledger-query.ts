import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DomainError } from '#kernel';
import type { Desk } from '#ticketing/desk';
import { DESK } from '#ticketing/module';
import type { BillingEvent } from '../domain/ledger-events';
import { billingStream } from './billing-process';

export type LedgerLine = { readonly recordedAt: string; readonly by: string } & Exclude<
  BillingEvent,
  { type: 'FactNoted' }
>;
/** What was assessed, posted and decided on one ticket, in order. `revision` is the ledger's. */
export type LedgerPage = {
  readonly ticketId: string;
  readonly revision: number;
  readonly postedCents: number;
  readonly lines: readonly LedgerLine[];
};

export class LedgerQuery extends Query<LedgerPage> {
  constructor(readonly ticketId: string) {
    super();
  }
}

@QueryHandler(LedgerQuery)
export class LedgerHandler implements IQueryHandler<LedgerQuery> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ ticketId }: LedgerQuery): Promise<LedgerPage> {
    const history = await this.desk.store.read(billingStream(ticketId));
    if (history.length === 0) throw new DomainError('ticket.unknown', `Billing has not heard of a ticket ${ticketId}.`);
    const lines = history.flatMap(({ event, stamp }) =>
      event.type === 'FactNoted'
        ? []
        : [{ recordedAt: stamp.recordedAt, by: stamp.actor.id, ...event } as unknown as LedgerLine],
    );
    const postedCents = lines.reduce((sum, line) => ('cents' in line ? sum + line.cents : sum), 0);
    return { ticketId, revision: history.length - 1, postedCents, lines };
  }
}
