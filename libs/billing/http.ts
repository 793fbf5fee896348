// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BillingController } from './http/billing.controller';
import { ChargesController } from './http/charges.controller';
import { ProposalsController } from './http/proposals.controller';
import { BillingModule } from './module';

export { ledgerEntry, postingCause } from './http/answers';

/** Adds the routes. */
@Module({
  imports: [CqrsModule, BillingModule],
  controllers: [BillingController, ProposalsController, ChargesController],
})
export class BillingHttpModule {}
