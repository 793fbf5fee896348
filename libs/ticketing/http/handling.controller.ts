import { Body, Controller, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { TicketNumber } from '#http-kit';
import { type CallerContext, CommandContext } from '#identity';
import { actOnTicket, executeOnTicket, occurring } from './execute-on-ticket';
import {
  AssignmentDto,
  AttachmentDto,
  ContactDto,
  EscalationDto,
  NoteDto,
  NothingDto,
  PriorityDto,
  RedirectionDto,
  ReplyDto,
  TriageDto,
} from './handling.dto';
import { TicketRoute } from './ticket-route';

/** What is said on a ticket, and who looks after it. */
@Controller('tickets/:ticketId')
export class HandlingController {
  constructor(private readonly commands: CommandBus) {}

  @TicketRoute('RecordContact')
  contact(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { channel, text, occurredAt }: ContactDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'RecordContact', channel, ...(text !== undefined && { text }) } as const;
    return executeOnTicket(this.commands, ticketId, command, occurring(context, occurredAt));
  }

  @TicketRoute('TriageTicket')
  triage(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority }: TriageDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'TriageTicket', priority }, context);
  }

  @TicketRoute('RequestPriority')
  requestPriority(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority, reason }: PriorityDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RequestPriority', priority, reason }, context);
  }

  @TicketRoute('ChangePriority')
  changePriority(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority, reason }: PriorityDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return actOnTicket(this.commands, ticketId, { type: 'ChangePriority', priority, reason }, context, reply);
  }

  @TicketRoute('CorrectPriority')
  correctPriority(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority, reason }: PriorityDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return actOnTicket(this.commands, ticketId, { type: 'CorrectPriority', priority, reason }, context, reply);
  }

  @TicketRoute('AssignTicket')
  assign(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { assignee, reason }: AssignmentDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'AssignTicket', assignee, ...(reason !== undefined && { reason }) } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @TicketRoute('StartWork')
  start(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() _nothing: NothingDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'StartWork' }, context);
  }

  @TicketRoute('EscalateTicket')
  escalate(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { to, reason }: EscalationDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'EscalateTicket', ...(to !== undefined && { to }), reason } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @TicketRoute('SendReply')
  reply(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { channel, text, occurredAt }: ReplyDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = {
      type: 'SendReply',
      ...(channel !== undefined && { channel }),
      ...(text !== undefined && { text }),
    } as const;
    return executeOnTicket(this.commands, ticketId, command, occurring(context, occurredAt));
  }

  @TicketRoute('RedirectTelephoneSupport')
  redirect(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { to, reason }: RedirectionDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RedirectTelephoneSupport', to, reason }, context);
  }

  @TicketRoute('AddNote')
  note(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { text }: NoteDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'AddNote', text }, context);
  }

  @TicketRoute('AddAttachment')
  attach(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { name, mediaType, sha256 }: AttachmentDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = {
      type: 'AddAttachment',
      name,
      ...(mediaType !== undefined && { mediaType }),
      ...(sha256 !== undefined && { sha256 }),
    } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }
}
