import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Store } from '#event-store';
import { PolicyModule } from '#policy/module';
import { AutoClose } from './application/auto-close';
import type { CommandEnvironment } from './application/command-environment';
import { COMMAND_ENVIRONMENT, commandEnvironmentProvider } from './application/command-environment.provider';
import { EraseTicketHandler } from './application/erase-ticket';
import { type Eraser, ErasureProcess } from './application/erasure-process';
import { ExecuteTicketCommandHandler } from './application/execute-ticket-command';
import { LinkTicketsHandler } from './application/link-tickets';
import { MergeTicketsHandler } from './application/merge-tickets';
import { ProposalExpiry } from './application/proposal-expiry';
import { ReservationProcess } from './application/reservation-process';
import { TicketHistoryHandler } from './application/ticket-history';
import { TicketViewHandler } from './application/ticket-queries';

export { AutoClose } from './application/auto-close';
export {
  COMMAND_ENVIRONMENT,
  commandEnvironmentOf,
  LEDGERS,
  POLICY_ID,
  REGISTER,
} from './application/command-environment.provider';
export { EraseTicket } from './application/erase-ticket';
export { ErasureProcess } from './application/erasure-process';
export { ExecuteTicketCommand } from './application/execute-ticket-command';
export { MergeTickets } from './application/merge-tickets';
export { ProposalExpiry } from './application/proposal-expiry';
export { type ActOutcome, ProposeAct } from './application/propose-act';
export { ReservationProcess } from './application/reservation-process';
export { type TicketColumn, type TicketRow, ticketList } from './application/ticket-list';
export { type WorkEntryColumn, type WorkEntryRow, workEntries } from './application/work-entries';
export { entriesOf, WorkOverlapsQuery } from './application/work-overlaps';
export type { TicketingProblem } from './http/problems';

/** Lets a role command tickets. */
@Module({
  imports: [CqrsModule, PolicyModule],
  providers: [
    commandEnvironmentProvider,
    ExecuteTicketCommandHandler,
    MergeTicketsHandler,
    LinkTicketsHandler,
    EraseTicketHandler,
    TicketViewHandler,
    TicketHistoryHandler,
    {
      provide: AutoClose,
      useFactory: (environment: CommandEnvironment) => new AutoClose(environment),
      inject: [COMMAND_ENVIRONMENT],
    },
    {
      provide: ReservationProcess,
      useFactory: (environment: CommandEnvironment) => new ReservationProcess(environment),
      inject: [COMMAND_ENVIRONMENT],
    },
    {
      provide: ProposalExpiry,
      useFactory: (environment: CommandEnvironment) => new ProposalExpiry(environment),
      inject: [COMMAND_ENVIRONMENT],
    },
    {
      provide: ErasureProcess,
      useFactory: (environment: CommandEnvironment, eraser?: Eraser) => new ErasureProcess(environment, eraser),
      inject: [COMMAND_ENVIRONMENT, { token: Store, optional: true }],
    },
  ],
  exports: [COMMAND_ENVIRONMENT, AutoClose, ErasureProcess, ProposalExpiry, ReservationProcess],
})
export class TicketingModule {}
