import { Module } from '@nestjs/common';
import type { Desk } from '#ticketing/desk';
import { DESK, TicketingModule } from '#ticketing/module';
import { SlaProcess } from './application/sla-process';
import { TierEscalation } from './application/tier-escalation';

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
