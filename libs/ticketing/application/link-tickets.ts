import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type Context, DomainError } from '#kernel';
import { ticket } from '../domain/ticket';
import { type CommandEnvironment, ticketStream } from './command-environment';
import { COMMAND_ENVIRONMENT } from './command-environment.provider';
import { executeTicketCommand } from './ticket-commands';

/** Links a ticket to another one of the same client. */
export class LinkTickets extends Command<Appended> {
  constructor(
    readonly ticketId: string,
    readonly to: string,
    readonly reason: string | undefined,
    readonly context: Context,
  ) {
    super();
  }
}

/** What is read of the other ticket, that it exists and whose it is, never changes: nothing is reserved for it. */
@CommandHandler(LinkTickets)
export class LinkTicketsHandler implements ICommandHandler<LinkTickets> {
  constructor(@Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment) {}

  async execute({ ticketId, to, reason, context }: LinkTickets): Promise<Appended> {
    const { state } = await this.environment.store.load(ticketStream(to), ticket, 'latest');
    if (state.lifecycle.status === 'none')
      throw new DomainError('ticket.unknown', `There is no ticket ${to} to link to.`);
    const { client } = state.lifecycle;
    const command = { type: 'LinkTicket', ticketId, to, client, ...(reason !== undefined && { reason }) } as const;
    return executeTicketCommand(this.environment, ticketId, command, context);
  }
}
