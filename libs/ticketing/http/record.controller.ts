import { Body, Controller, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { ActAnswer } from '#approvals/http';
import { CommandResult, Revision, TicketNumber, utc } from '#http-kit';
import { CommandRoute } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, DESK_ROLES, Roles } from '#identity';
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

/** What was written down or handed over wrongly is put right; nothing is taken out of the history. */
@Controller('tickets/:ticketId')
@Roles(...DESK_ROLES)
@ClientScope('any')
export class RecordController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('links', 'Link it to another ticket of the same client')
  async link(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { ticketId: to, reason }: LinkDto,
    @CommandContext() context: CallerContext,
  ) {
    const link = new LinkTickets(ticketId, to, reason, context);
    return CommandResult.at(ticketId, 'ticket', await this.commands.execute(link));
  }

  @CommandRoute('unassignment', 'Give it back: nobody has it any more')
  unassign(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { reason }: UnassignmentDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'UnassignTicket', ...(reason !== undefined && { reason }) } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @CommandRoute('deescalations', 'Give it back to a lower tier')
  deescalate(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { to, reason }: DeescalationDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'DeescalateTicket', ...(to !== undefined && { to }), reason } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @CommandRoute('rejection', 'Spam, a duplicate, or not ours: it ends before anybody has worked on it')
  reject(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { ground, reason }: RejectionDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RejectTicket', ground, reason }, context);
  }

  @CommandRoute('contact-corrections', 'A contact was written down wrongly: clocks and money go by what is right')
  @ActAnswer()
  @Roles(...DESK_ROLES, 'billing')
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

  @CommandRoute('replies/:reply/retraction', 'A reply never reached the client, or was not meant for them')
  retractReply(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('reply', Revision) reply: number,
    @Body() { reason }: ReplyCorrectionDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RetractReply', reply, reason }, context);
  }

  @CommandRoute('replies/:reply/bounce', 'A reply came back; it counts, because its channel had accepted it')
  recordBounce(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('reply', Revision) reply: number,
    @Body() { reason }: ReplyCorrectionDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RecordBounce', reply, reason }, context);
  }
}
