import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, TicketingModule } from '#ticketing/module';
import { BillingSaga } from './application/billing-saga';
import { EraseTicketHandler } from './application/erase-handler';
import { ExecuteBillingCommandHandler } from './application/execute-billing-command';
import { LedgerHandler } from './application/ledger-query';
import { MergeTicketsHandler } from './application/merge-handler';
import { MeterHandler } from './application/meter-query';

export { BillingSaga, billingStream } from './application/billing-saga';
export { type LedgerPage, LedgerQuery } from './application/ledger-query';

/** Lets a role speak to ledgers. */
@Module({
  imports: [CqrsModule, TicketingModule],
  providers: [
    {
      provide: BillingSaga,
      useFactory: (environment: CommandEnvironment) => new BillingSaga(environment),
      inject: [COMMAND_ENVIRONMENT],
    },
    ExecuteBillingCommandHandler,
    MergeTicketsHandler,
    EraseTicketHandler,
    LedgerHandler,
    MeterHandler,
  ],
  exports: [BillingSaga],
})
export class BillingModule {}
