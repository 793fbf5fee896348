import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Desk } from '#ticketing/desk';
import { DESK, TicketingModule } from '#ticketing/module';
import { ClocksExplainedHandler } from './application/clock-explanation-query';
import { SlaBoardHandler } from './application/sla-board-query';
import { SlaProcess } from './application/sla-process';
import { TicketSlaHandler } from './application/sla-queries';
import { TierEscalation } from './application/tier-escalation';
import { SlaExplanationController } from './http/explanation.controller';
import { SlaController } from './http/sla.controller';

export { slaBoard } from './application/sla-board';
export { SlaProcess } from './application/sla-process';
export { type ClockPage, clockPage } from './application/sla-queries';
export { TierEscalation } from './application/tier-escalation';

/** A fact that is under way when a clock runs out has this long to arrive. */
const GRACE_MS = 2_000;

/** Lets a role watch the clocks. */
@Module({
  imports: [TicketingModule],
  providers: [
    { provide: SlaProcess, useFactory: (desk: Desk) => new SlaProcess(desk, GRACE_MS), inject: [DESK] },
    { provide: TierEscalation, useFactory: (desk: Desk) => new TierEscalation(desk, GRACE_MS), inject: [DESK] },
  ],
  exports: [SlaProcess, TierEscalation],
})
export class SlaModule {}

/** Adds the routes. */
@Module({
  imports: [CqrsModule, TicketingModule],
  controllers: [SlaController, SlaExplanationController],
  providers: [TicketSlaHandler, SlaBoardHandler, ClocksExplainedHandler],
})
export class SlaHttpModule {}
