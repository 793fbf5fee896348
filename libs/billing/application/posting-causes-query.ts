import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Recorded } from '#kernel';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import type { BillingEvent } from '../domain/ledger-events';
import { causesOf, type PostingCause } from '../domain/posting-cause';
import { billingStream } from './billing-saga';

/** Why each posting of a ticket was made, by the posting's id. Read from the streams: an erasure has reached them. */
export class PostingCausesQuery extends Query<ReadonlyMap<string, PostingCause>> {
  constructor(readonly ticketId: string) {
    super();
  }
}

@QueryHandler(PostingCausesQuery)
export class PostingCausesHandler implements IQueryHandler<PostingCausesQuery> {
  constructor(@Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment) {}

  async execute({ ticketId }: PostingCausesQuery): Promise<ReadonlyMap<string, PostingCause>> {
    const { store } = this.environment;
    const own = (await store.read(billingStream(ticketId))) as readonly Recorded<BillingEvent>[];
    return causesOf(await store.read(ticketStream(ticketId)), own);
  }
}
