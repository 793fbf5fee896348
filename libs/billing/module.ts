import { randomUUID } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EVENT_STORE } from '#event-store/module';
import type { EventStore } from '#kernel';
import { PolicyModule } from '#policy/module';
import { Policies } from '#policy/policies';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, commandEnvironmentOf, LEDGERS, TicketingModule } from '#ticketing/module';
import { Acts } from './application/acts';
import { type GatewayOptions, httpBillingGateway } from './application/billing-gateway';
import { BillingSaga } from './application/billing-saga';
import { ExecuteBillingCommandHandler } from './application/execute-billing-command';
import { InvoiceHandover } from './application/invoice-handover';
import { LedgerHandler } from './application/ledger-query';
import { MeterHandler } from './application/meter-query';
import { ExecuteMonthCommandHandler, LedgerMonthsHandler } from './application/month-commands';
import { PostingCausesHandler } from './application/posting-causes-query';
import {
  DecideProposalHandler,
  ProposalsHandler,
  ProposeActHandler,
  ProposeDecisionHandler,
} from './application/proposals';
import { StatementHandler } from './application/statement-query';
import { TermsHandler } from './application/terms-query';

export { Acts } from './application/acts';
export { BillingSaga, billingStream } from './application/billing-saga';
export { CHARGE_LINK_SECRET, chargeLinkSecret, signLink } from './application/charge-link';
export { executeBillingCommand } from './application/execute-billing-command';
export { InvoiceHandover } from './application/invoice-handover';
export { LedgerHandler, type LedgerPage, LedgerQuery } from './application/ledger-query';
export { MeterQuery } from './application/meter-query';
export { ExecuteMonthCommand, LedgerMonthsQuery } from './application/month-commands';
export { PostingCausesQuery } from './application/posting-causes-query';
export {
  DecideProposal,
  DecideProposalHandler,
  ProposalsQuery,
  ProposeActHandler,
  ProposeDecision,
  ProposeDecisionHandler,
} from './application/proposals';

/** What decisions on tickets need of ledgers; ticketing itself knows none. */
@Global()
@Module({
  imports: [PolicyModule],
  providers: [
    {
      provide: LEDGERS,
      useFactory: (store: EventStore, policies: Policies) => new BillingSaga(commandEnvironmentOf(store, policies)),
      inject: [EVENT_STORE, Policies],
    },
  ],
  exports: [LEDGERS],
})
class LedgersModule {}

/** Provided by a server to all modules: the billing system that is asked for invoices; nothing where there is none. */
export const GATEWAY_OPTIONS = Symbol('GatewayOptions');

/** Lets a role command ledgers. */
@Module({
  imports: [CqrsModule, LedgersModule, TicketingModule],
  providers: [
    {
      provide: BillingSaga,
      useFactory: (environment: CommandEnvironment) => new BillingSaga(environment),
      inject: [COMMAND_ENVIRONMENT],
    },
    {
      provide: Acts,
      useFactory: (environment: CommandEnvironment, billing: BillingSaga) => new Acts(environment, billing),
      inject: [COMMAND_ENVIRONMENT, BillingSaga],
    },
    {
      provide: InvoiceHandover,
      useFactory: (environment: CommandEnvironment, options?: GatewayOptions) =>
        new InvoiceHandover({
          environment,
          gateway: options === undefined ? undefined : httpBillingGateway(options),
          instance: randomUUID(),
        }),
      inject: [COMMAND_ENVIRONMENT, { token: GATEWAY_OPTIONS, optional: true }],
    },
    ExecuteBillingCommandHandler,
    TermsHandler,
    ProposeActHandler,
    ProposeDecisionHandler,
    DecideProposalHandler,
    ProposalsHandler,
    LedgerHandler,
    PostingCausesHandler,
    MeterHandler,
    StatementHandler,
    ExecuteMonthCommandHandler,
    LedgerMonthsHandler,
  ],
  exports: [BillingSaga, InvoiceHandover],
})
export class BillingModule {}
