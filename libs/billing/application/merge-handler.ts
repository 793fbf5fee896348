import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, ms } from '#kernel';
import type { CommandEnvironment } from '#ticketing/commands';
import { mergeTickets } from '#ticketing/merging';
import { COMMAND_ENVIRONMENT, MergeTickets } from '#ticketing/module';
import { BillingSaga } from './billing-saga';

/** Merges tickets once the source's ledger shows whether anything was decided there. */
@CommandHandler(MergeTickets)
export class MergeTicketsHandler implements ICommandHandler<MergeTickets> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(BillingSaga) private readonly billing: BillingSaga,
  ) {}

  async execute({ sourceId, into, reason, context }: MergeTickets): Promise<Appended> {
    await this.billing.handle(sourceId, ms(context.at));
    const moneyDecided = await this.billing.hasDecided(sourceId);
    return mergeTickets(this.environment, sourceId, { into, reason, moneyDecided }, context);
  }
}
