import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Desk } from '#ticketing/desk';
import { DESK, TicketingModule } from '#ticketing/module';
import { BillingProcess } from './application/billing-process';
import { EraseTicketHandler } from './application/erase-handler';
import { LedgerHandler } from './application/ledger-query';
import { MergeTicketsHandler } from './application/merge-handler';
import { MeterHandler } from './application/meter-query';
import { TellBillingHandler } from './application/tell-billing';

export { BillingProcess, billingStream } from './application/billing-process';
export { type LedgerPage, LedgerQuery } from './application/ledger-query';

/** Lets a role speak to ledgers. */
@Module({
  imports: [CqrsModule, TicketingModule],
  providers: [
    { provide: BillingProcess, useFactory: (desk: Desk) => new BillingProcess(desk), inject: [DESK] },
    TellBillingHandler,
    MergeTicketsHandler,
    EraseTicketHandler,
    LedgerHandler,
    MeterHandler,
  ],
  exports: [BillingProcess],
})
export class BillingModule {}
