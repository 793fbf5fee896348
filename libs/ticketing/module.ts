import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Store } from '#event-store';
import { PolicyModule } from '#policy/module';
import { AutoClose } from './application/auto-close';
import type { Desk } from './application/desk';
import { DESK, deskProvider } from './application/desk-provider';
import { type Eraser, ErasureProcess } from './application/erasure-process';
import { TellTicketHandler } from './application/tell-ticket';
import { TicketHistoryHandler } from './application/ticket-history';
import { TicketViewHandler } from './application/ticket-queries';

export { AutoClose } from './application/auto-close';
export { DESK, POLICY_ID } from './application/desk-provider';
export { EraseTicket } from './application/erase-ticket';
export { ErasureProcess } from './application/erasure-process';
export { MergeTickets } from './application/merge-tickets';
export { TellTicket } from './application/tell-ticket';
export { type TicketColumn, type TicketRow, ticketList } from './application/ticket-list';
export type { TicketingProblem } from './http/problems';

/** Lets a role command tickets. */
@Module({
  imports: [CqrsModule, PolicyModule],
  providers: [
    deskProvider,
    TellTicketHandler,
    TicketViewHandler,
    TicketHistoryHandler,
    { provide: AutoClose, useFactory: (desk: Desk) => new AutoClose(desk), inject: [DESK] },
    {
      provide: ErasureProcess,
      useFactory: (desk: Desk, eraser?: Eraser) => new ErasureProcess(desk, eraser),
      inject: [DESK, { token: Store, optional: true }],
    },
  ],
  exports: [DESK, AutoClose, ErasureProcess],
})
export class TicketingModule {}
