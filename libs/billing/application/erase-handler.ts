import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, ms } from '#kernel';
import { isOpen } from '#ticketing';
import { type CommandEnvironment, executeTicketCommand } from '#ticketing/commands';
import { survivorOf } from '#ticketing/merging';
import { COMMAND_ENVIRONMENT, EraseTicket } from '#ticketing/module';
import { BillingSaga } from './billing-saga';

/** Erases a ticket once its money is settled, which the ledger says; for a merged one, that of the ticket it ended in. */
@CommandHandler(EraseTicket)
export class EraseTicketHandler implements ICommandHandler<EraseTicket> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(BillingSaga) private readonly billing: BillingSaga,
  ) {}

  async execute({ ticketId, ground, context }: EraseTicket): Promise<Appended> {
    const notYet = await this.#notYet(ticketId, ms(context.at));
    const ledgerTexts = await this.billing.texts(ticketId);
    const command = { type: 'EraseTicket', ground, ledgerTexts, ...(notYet !== undefined && { notYet }) } as const;
    return executeTicketCommand(this.environment, ticketId, command, context);
  }

  async #notYet(ticketId: string, now: number): Promise<string | undefined> {
    const survivor = await survivorOf(this.environment, ticketId);
    if (survivor.ticketId !== ticketId && (isOpen(survivor.status) || survivor.status === 'resolved'))
      return `It was merged into ${survivor.ticketId}, which is not closed. Erase that one, once it is: this one goes with it.`;
    await this.billing.handle(survivor.ticketId, now);
    return this.billing.unsettled(survivor.ticketId);
  }
}
