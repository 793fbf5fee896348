import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TicketClients } from '#identity';
import { PolicyModule } from '#policy/module';
import { DESK, deskProvider } from './application/desk-provider';
import { TellTicketHandler } from './application/tell-ticket';
import { TicketHistoryHandler, TicketViewHandler } from './application/ticket-queries';
import { FaultReviewController } from './http/fault-review.controller';
import { HandlingController } from './http/handling.controller';
import { ProgressController } from './http/progress.controller';
import { StreamTicketClients } from './http/stream-ticket-clients';
import { TicketsController } from './http/tickets.controller';
import { WorkController } from './http/work.controller';

export { DESK, POLICY_ID } from './application/desk-provider';
export { MergeTickets } from './application/merge-tickets';
export { TellTicket } from './application/tell-ticket';
export type { TicketingProblem } from './http/problems';

/** Lets a role command tickets. */
@Module({
  imports: [CqrsModule, PolicyModule],
  providers: [deskProvider, TellTicketHandler, TicketViewHandler, TicketHistoryHandler],
  exports: [DESK],
})
export class TicketingModule {}

/** Adds the routes. */
@Module({
  imports: [CqrsModule, TicketingModule],
  controllers: [TicketsController, HandlingController, ProgressController, WorkController, FaultReviewController],
  providers: [{ provide: TicketClients, useClass: StreamTicketClients }],
})
export class TicketingHttpModule {}
