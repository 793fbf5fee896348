import { Module } from '@nestjs/common';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, TicketingModule } from '#ticketing/module';
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
    {
      provide: SlaProcess,
      useFactory: (environment: CommandEnvironment) => new SlaProcess(environment, GRACE_MS),
      inject: [COMMAND_ENVIRONMENT],
    },
    {
      provide: TierEscalation,
      useFactory: (environment: CommandEnvironment) => new TierEscalation(environment, GRACE_MS),
      inject: [COMMAND_ENVIRONMENT],
    },
  ],
  exports: [SlaProcess, TierEscalation],
})
export class SlaModule {}
