import type { CommandBus } from '@nestjs/cqrs';
import { type CallerContext, Done, utc } from '#identity';
import { TellTicket } from '../application/tell-ticket';
import type { TicketCommand } from '../domain/ticket';

export const tell = async (commands: CommandBus, ticketId: string, command: TicketCommand, context: CallerContext) => {
  return Done.at(ticketId, 'ticket', await commands.execute(new TellTicket(ticketId, command, context)));
};

/** The same context, of something that happened before it is written down. */
export const happened = (context: CallerContext, occurredAt: string | undefined): CallerContext =>
  occurredAt === undefined ? context : { ...context, occurredAt: utc(occurredAt) };
