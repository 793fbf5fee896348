import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, ms } from '#kernel';
import type { Desk } from '#ticketing/desk';
import { mergeTickets } from '#ticketing/merging';
import { DESK, MergeTickets } from '#ticketing/module';
import { BillingProcess } from './billing-process';

/** Merges tickets once the source's ledger shows whether anything was decided there. */
@CommandHandler(MergeTickets)
export class MergeTicketsHandler implements ICommandHandler<MergeTickets> {
  constructor(
    @Inject(DESK) private readonly desk: Desk,
    @Inject(BillingProcess) private readonly billing: BillingProcess,
  ) {}

  async execute({ sourceId, into, reason, context }: MergeTickets): Promise<Appended> {
    await this.billing.drive(sourceId, ms(context.at));
    const moneyDecided = await this.billing.hasDecided(sourceId);
    return mergeTickets(this.desk, sourceId, { into, reason, moneyDecided }, context);
  }
}
