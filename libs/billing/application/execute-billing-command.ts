import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type Context, ms } from '#kernel';
import type { BillingCommand } from '../domain/ledger';
import { BillingSaga } from './billing-saga';

/** Says what a client or a billing clerk decides to the ledger of one ticket. */
export class ExecuteBillingCommand extends Command<Appended> {
  constructor(
    readonly ticketId: string,
    readonly command: BillingCommand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(ExecuteBillingCommand)
export class ExecuteBillingCommandHandler implements ICommandHandler<ExecuteBillingCommand> {
  constructor(@Inject(BillingSaga) private readonly billing: BillingSaga) {}

  /** Decided once the ledger has noted everything that the ticket holds by now. */
  async execute({ ticketId, command, context }: ExecuteBillingCommand): Promise<Appended> {
    await this.billing.handle(ticketId, ms(context.at));
    return this.billing.execute(ticketId, command, context);
  }
}
