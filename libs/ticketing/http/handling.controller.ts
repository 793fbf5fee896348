import { Body, Controller, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { ActAnswer } from '#approvals/http';
import { TicketNumber } from '#http-kit';
import { CommandRoute } from '#http-kit/http';
import {
  type CallerContext,
  CLIENT_ROLES,
  ClientScope,
  CommandContext,
  DESK_ROLES,
  Roles,
  STAFF_ROLES,
} from '#identity';
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

/** What is said on a ticket, and who looks after it. */
@Controller('tickets/:ticketId')
export class HandlingController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('contacts', 'The client contacted us again, or answers: what waits for it goes on')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES)
  @ClientScope('own')
  contact(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { channel, text, occurredAt }: ContactDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'RecordContact', channel, ...(text !== undefined && { text }) } as const;
    return executeOnTicket(this.commands, ticketId, command, occurring(context, occurredAt));
  }

  @CommandRoute('triage', 'Validate the priority; it holds from opening')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  triage(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority }: TriageDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'TriageTicket', priority }, context);
  }

  @CommandRoute('priority-requests', 'The client asks for another priority; what holds is for the provider to say')
  @Roles(...CLIENT_ROLES)
  @ClientScope('own')
  requestPriority(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority, reason }: PriorityDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RequestPriority', priority, reason }, context);
  }

  @CommandRoute('priority-changes', 'The facts changed, from now on')
  @ActAnswer()
  @Roles(...DESK_ROLES, 'billing')
  @ClientScope('any')
  changePriority(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority, reason }: PriorityDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return actOnTicket(this.commands, ticketId, { type: 'ChangePriority', priority, reason }, context, reply);
  }

  @CommandRoute('priority-corrections', 'The priority was always this one')
  @ActAnswer()
  @Roles(...DESK_ROLES, 'billing')
  @ClientScope('any')
  correctPriority(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority, reason }: PriorityDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return actOnTicket(this.commands, ticketId, { type: 'CorrectPriority', priority, reason }, context, reply);
  }

  @CommandRoute('assignment', 'Give the ticket to somebody')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  assign(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { assignee, reason }: AssignmentDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'AssignTicket', assignee, ...(reason !== undefined && { reason }) } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @CommandRoute('start', 'Begin to work on it')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  start(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() _nothing: NothingDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'StartWork' }, context);
  }

  @CommandRoute('escalations', 'Ask a higher tier for help')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  escalate(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { to, reason }: EscalationDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'EscalateTicket', ...(to !== undefined && { to }), reason } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @CommandRoute('replies', 'Answer the client; the first answer meets the response target')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
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

  @CommandRoute('redirections', 'Resources are short: ask the caller to go on in writing; never in a P1')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  redirect(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { to, reason }: RedirectionDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RedirectTelephoneSupport', to, reason }, context);
  }

  @CommandRoute('notes', "Write a note: staff's is internal, a client's is its own and staff's")
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  note(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { text }: NoteDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'AddNote', text }, context);
  }

  @CommandRoute('attachments', 'Refer to a file by its name and hash')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES, 'fault-reviewer')
  @ClientScope('own')
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
