import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, Context } from '#kernel';
import type { TicketCommand } from '../domain/ticket';
import { type Desk, tellTicket } from './desk';
import { DESK } from './desk-provider';

/** Says a command to one ticket. */
export class TellTicket extends Command<Appended> {
  constructor(
    readonly ticketId: string,
    readonly command: TicketCommand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(TellTicket)
export class TellTicketHandler implements ICommandHandler<TellTicket> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ ticketId, command, context }: TellTicket): Promise<Appended> {
    return tellTicket(this.desk, ticketId, command, context);
  }
}
