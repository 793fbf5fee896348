import type { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { answerAct } from '#approvals/http';
import { CommandResult, utc } from '#http-kit';
import { type CallerContext } from '#identity';
import { ExecuteTicketCommand } from '../application/execute-ticket-command';
import { ProposeAct } from '../application/propose-act';
import type { TicketAct } from '../domain/proposals';
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

/** An act on facts that money hangs on: 202 where it takes a second person. */
export const actOnTicket = async (
  commands: CommandBus,
  ticketId: string,
  act: TicketAct,
  context: CallerContext,
  reply: FastifyReply,
) => answerAct(reply, ticketId, 'ticket', await commands.execute(new ProposeAct(ticketId, act, context)));

/** The same context, of something that happened before it is written down. */
export const occurring = (context: CallerContext, occurredAt: string | undefined): CallerContext =>
  occurredAt === undefined ? context : { ...context, occurredAt: utc(occurredAt) };
