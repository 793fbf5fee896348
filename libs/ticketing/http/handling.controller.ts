import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  type CallerContext,
  CLIENT_ROLES,
  ClientScope,
  Commander,
  DESK_ROLES,
  Roles,
  STAFF_ROLES,
  TicketNumber,
} from '#identity';
import { Command } from '#identity/http';
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
import { happened, tell } from './tell';

/** What is said on a ticket, and who looks after it. */
@Controller('tickets/:ticketId')
export class HandlingController {
  constructor(private readonly commands: CommandBus) {}

  @Command('contacts', 'The client contacted us again')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES)
  @ClientScope('own')
  contact(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { channel }: ContactDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'RecordContact', channel }, context);
  }

  @Command('triage', 'Validate the priority; it holds from opening')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  triage(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority }: TriageDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'TriageTicket', priority }, context);
  }

  @Command('priority-changes', 'The facts changed, from now on')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  changePriority(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority, reason }: PriorityDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'ChangePriority', priority, reason }, context);
  }

  @Command('priority-corrections', 'The priority was always this one')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  correctPriority(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { priority, reason }: PriorityDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'CorrectPriority', priority, reason }, context);
  }

  @Command('assignment', 'Give the ticket to somebody')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  assign(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { assignee, reason }: AssignmentDto,
    @Commander() context: CallerContext,
  ) {
    const command = { type: 'AssignTicket', assignee, ...(reason !== undefined && { reason }) } as const;
    return tell(this.commands, ticketId, command, context);
  }

  @Command('start', 'Begin to work on it')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  start(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() _nothing: NothingDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'StartWork' }, context);
  }

  @Command('escalations', 'Ask a higher tier for help')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  escalate(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { to, reason }: EscalationDto,
    @Commander() context: CallerContext,
  ) {
    const command = { type: 'EscalateTicket', ...(to !== undefined && { to }), reason } as const;
    return tell(this.commands, ticketId, command, context);
  }

  @Command('replies', 'Answer the client; the first answer meets the response target')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  reply(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { channel, text, occurredAt }: ReplyDto,
    @Commander() context: CallerContext,
  ) {
    const command = {
      type: 'SendReply',
      ...(channel !== undefined && { channel }),
      ...(text !== undefined && { text }),
    } as const;
    return tell(this.commands, ticketId, command, happened(context, occurredAt));
  }

  @Command('redirections', 'Resources are short: ask the caller to go on in writing; never in a P1')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  redirect(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { to, reason }: RedirectionDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'RedirectTelephoneSupport', to, reason }, context);
  }

  @Command('notes', 'Write an internal note')
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  note(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { text }: NoteDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'AddNote', text }, context);
  }

  @Command('attachments', 'Refer to a file by its name and hash')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES, 'fault-reviewer')
  @ClientScope('own')
  attach(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { name, mediaType, sha256 }: AttachmentDto,
    @Commander() context: CallerContext,
  ) {
    const command = {
      type: 'AddAttachment',
      name,
      ...(mediaType !== undefined && { mediaType }),
      ...(sha256 !== undefined && { sha256 }),
    } as const;
    return tell(this.commands, ticketId, command, context);
  }
}
