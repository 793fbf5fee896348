import { Body, Controller, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { CommandResult, Revision, TicketNumber, utc } from '#http-kit';
import { type CallerContext, CommandContext } from '#identity';
import { LinkTickets } from '../application/link-tickets';
import { actOnTicket, executeOnTicket } from './execute-on-ticket';
import {
  ContactCorrectionDto,
  DeescalationDto,
  LinkDto,
  RejectionDto,
  ReplyCorrectionDto,
  UnassignmentDto,
} from './record.dto';
import { TicketRoute } from './ticket-route';

/** What was written down or handed over wrongly is put right; nothing is taken out of the history. */
@Controller('tickets/:ticketId')
export class RecordController {
  constructor(private readonly commands: CommandBus) {}

  @TicketRoute('LinkTicket')
  async link(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { ticketId: to, reason }: LinkDto,
    @CommandContext() context: CallerContext,
  ) {
    const link = new LinkTickets(ticketId, to, reason, context);
    return CommandResult.at(ticketId, 'ticket', await this.commands.execute(link));
  }

  @TicketRoute('UnassignTicket')
  unassign(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { reason }: UnassignmentDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'UnassignTicket', ...(reason !== undefined && { reason }) } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @TicketRoute('DeescalateTicket')
  deescalate(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { to, reason }: DeescalationDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'DeescalateTicket', ...(to !== undefined && { to }), reason } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @TicketRoute('RejectTicket')
  reject(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { ground, reason }: RejectionDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RejectTicket', ground, reason }, context);
  }

  @TicketRoute('CorrectContact')
  correctContact(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { was, contactedAt, channel, reason }: ContactCorrectionDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = {
      type: 'CorrectContact',
      was: utc(was),
      contactedAt: utc(contactedAt),
      ...(channel !== undefined && { channel }),
      reason,
    } as const;
    return actOnTicket(this.commands, ticketId, command, context, reply);
  }

  @TicketRoute('RetractReply')
  retractReply(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('reply', Revision) reply: number,
    @Body() { reason }: ReplyCorrectionDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RetractReply', reply, reason }, context);
  }

  @TicketRoute('RecordBounce')
  recordBounce(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('reply', Revision) reply: number,
    @Body() { reason }: ReplyCorrectionDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RecordBounce', reply, reason }, context);
  }
}
