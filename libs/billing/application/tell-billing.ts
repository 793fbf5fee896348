import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type Context, ms } from '#kernel';
import type { BillingCommand } from '../domain/ledger';
import { BillingProcess } from './billing-process';

/** Says what a client or a billing clerk decides to the ledger of one ticket. */
export class TellBilling extends Command<Appended> {
  constructor(
    readonly ticketId: string,
    readonly command: BillingCommand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(TellBilling)
export class TellBillingHandler implements ICommandHandler<TellBilling> {
  constructor(@Inject(BillingProcess) private readonly billing: BillingProcess) {}

  /** Decided once the ledger has noted everything that the ticket holds by now. */
  async execute({ ticketId, command, context }: TellBilling): Promise<Appended> {
    await this.billing.drive(ticketId, ms(context.at));
    return this.billing.tell(ticketId, command, context);
  }
}
