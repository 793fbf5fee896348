// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TicketClients } from '#identity';
import { TicketListHandler } from './application/ticket-list-query';
import { WorkOverlapsHandler } from './application/work-overlaps';
import { ErasureController } from './http/erasure.controller';
import { FaultReviewController } from './http/fault-review.controller';
import { HandlingController } from './http/handling.controller';
import { PolicyBindingController } from './http/policy-binding.controller';
import { ProgressController } from './http/progress.controller';
import { RecordController } from './http/record.controller';
import { ReviewCaseController } from './http/review-case.controller';
import { StreamTicketClients } from './http/stream-ticket-clients';
import { TicketsController } from './http/tickets.controller';
import { WorkController } from './http/work.controller';
import { TicketingModule } from './module';

export { actor, auditedEvents, category, channel, status, tier, workOverlaps } from './http/answers';

/** Adds the routes. */
@Module({
  imports: [CqrsModule, TicketingModule],
  controllers: [
    TicketsController,
    HandlingController,
    ProgressController,
    WorkController,
    FaultReviewController,
    ReviewCaseController,
    ErasureController,
    PolicyBindingController,
    RecordController,
  ],
  providers: [{ provide: TicketClients, useClass: StreamTicketClients }, TicketListHandler, WorkOverlapsHandler],
})
export class TicketingHttpModule {}
