import { Module } from '@nestjs/common';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, TicketingModule } from '#ticketing/module';
import { Rosters } from './application/rosters';

/** Lets a role ask who is on call. */
@Module({
  imports: [TicketingModule],
  providers: [
    {
      provide: Rosters,
      useFactory: (environment: CommandEnvironment) => new Rosters(environment),
      inject: [COMMAND_ENVIRONMENT],
    },
  ],
  exports: [Rosters],
})
export class OnCallModule {}
