import { Command } from '@nestjs/cqrs';
import type { Appended, Context } from '#kernel';
import type { BillingCommand } from '../domain/ledger';

/** Says a command to the billing process of one ticket. */
export class TellBilling extends Command<Appended> {
  constructor(
    readonly ticketId: string,
    readonly command: BillingCommand,
    readonly context: Context,
  ) {
    super();
  }
}
