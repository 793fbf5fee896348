import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Store } from '#event-store';
import { PolicyModule } from '#policy/module';
import { AutoClose } from './application/auto-close';
import { COMMAND_ENVIRONMENT, commandEnvironmentProvider } from './application/command-environment.provider';
import { type Eraser, ErasureProcess } from './application/erasure-process';
import { ExecuteTicketCommandHandler } from './application/execute-ticket-command';
import type { CommandEnvironment } from './application/ticket-commands';
import { TicketHistoryHandler } from './application/ticket-history';
import { TicketViewHandler } from './application/ticket-queries';

export { AutoClose } from './application/auto-close';
export { COMMAND_ENVIRONMENT, POLICY_ID } from './application/command-environment.provider';
export { EraseTicket } from './application/erase-ticket';
export { ErasureProcess } from './application/erasure-process';
export { ExecuteTicketCommand } from './application/execute-ticket-command';
export { MergeTickets } from './application/merge-tickets';
export { type TicketColumn, type TicketRow, ticketList } from './application/ticket-list';
export type { TicketingProblem } from './http/problems';

/** Lets a role command tickets. */
@Module({
  imports: [CqrsModule, PolicyModule],
  providers: [
    commandEnvironmentProvider,
    ExecuteTicketCommandHandler,
    TicketViewHandler,
    TicketHistoryHandler,
    {
      provide: AutoClose,
      useFactory: (environment: CommandEnvironment) => new AutoClose(environment),
      inject: [COMMAND_ENVIRONMENT],
    },
    {
      provide: ErasureProcess,
      useFactory: (environment: CommandEnvironment, eraser?: Eraser) => new ErasureProcess(environment, eraser),
      inject: [COMMAND_ENVIRONMENT, { token: Store, optional: true }],
    },
  ],
  exports: [COMMAND_ENVIRONMENT, AutoClose, ErasureProcess],
})
export class TicketingModule {}
