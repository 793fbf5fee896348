import type { CommandBus } from '@nestjs/cqrs';
import { CommandResult, utc } from '#http-kit';
import { type CallerContext } from '#identity';
import { ExecuteTicketCommand } from '../application/execute-ticket-command';
import type { TicketCommand } from '../domain/ticket';

export const executeOnTicket = async (
  commands: CommandBus,
  ticketId: string,
  command: TicketCommand,
  context: CallerContext,
) => {
  return CommandResult.at(
    ticketId,
    'ticket',
    await commands.execute(new ExecuteTicketCommand(ticketId, command, context)),
  );
};

/** The same context, of something that happened before it is written down. */
export const occurring = (context: CallerContext, occurredAt: string | undefined): CallerContext =>
  occurredAt === undefined ? context : { ...context, occurredAt: utc(occurredAt) };
