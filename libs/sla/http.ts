// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TicketingModule } from '#ticketing/module';
import { BoardCountsHandler } from './application/board-counts';
import { ClocksExplainedHandler } from './application/clock-explanation-query';
import { SlaBoardHandler } from './application/sla-board-query';
import { TicketSlaHandler } from './application/sla-queries';
import { SlaExplanationController } from './http/explanation.controller';
import { SlaController } from './http/sla.controller';

export { ticketClock } from './http/answers';

/** Adds the routes. */
@Module({
  imports: [CqrsModule, TicketingModule],
  controllers: [SlaController, SlaExplanationController],
  providers: [TicketSlaHandler, SlaBoardHandler, BoardCountsHandler, ClocksExplainedHandler],
})
export class SlaHttpModule {}
