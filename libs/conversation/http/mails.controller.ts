import { Body, Controller, Get, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { parseTicketId, ticketIdsOf, uuidv5 } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import { choiceField, idField, paged, textField } from '#http-kit';
import {
  AcceptsListQuery,
  Answers,
  CommandRoute,
  type Filters,
  ListQueryParam,
  type ParsedListQuery,
} from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, DESK_ROLES, Roles, STAFF_ROLES } from '#identity';
import { DomainError, decideAndAppend, type EventStore } from '#kernel';
import { type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { ExecuteTicketCommand } from '#ticketing/module';
import { type InboxColumn, inboxList } from '../application/inbox-list';
import { inboxStream } from '../application/streams';
import { type InboxCommand, inbox, mustBeQueued, QUEUED_BECAUSE } from '../domain/inbox';
import { mailQueue, mailResult } from './answers';
import { MailAssignmentDto, MailDiscardDto, MailTicketDto } from './mails.dto';

const FILTERS: Filters<InboxColumn> = {
  fields: {
    q: textField('text'),
    because: choiceField('because', QUEUED_BECAUSE),
    ticket: idField('ticketId', '7K3M9QXZW'),
  },
  sorts: { received: 'receivedAt' },
  sort: 'received',
  words: ['sort', 'limit', 'cursor', 'after'],
};

/** Mails that no ticket was found for, or whose sender is not who they say. */
@Controller()
@ClientScope('any')
export class MailsController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_STORE) private readonly views: ReadStore,
  ) {}

  @Get('queues/mails')
  @Answers(mailQueue)
  @ApiOperation({ summary: 'Mails that somebody has to look at: why, from whom, and how far that can be believed' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @AcceptsListQuery(FILTERS)
  async queue(@ListQueryParam(FILTERS) { csv: _, limited: __, where, ...query }: ParsedListQuery<InboxColumn>) {
    const question = { ...query, where: { ...where, waits: 1 } };
    const { rows, ...page } = await paged(runListQuery(this.views.view(inboxList), question));
    return { rows: rows.map(({ text: _text, waits: _waits, ...row }) => row), ...page };
  }

  @CommandRoute('mails/:mailId/assignment', 'It is about this ticket: it becomes a contact of its client')
  @Answers(mailResult)
  @Roles(...DESK_ROLES)
  async assign(
    @Param('mailId') mailId: string,
    @Body() body: MailAssignmentDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#putOn(mailId, parseTicketId(body.ticketId), context, 'by_hand');
  }

  @CommandRoute(
    'mails/:mailId/ticket',
    'It is about none that there is: it opens one, of the client that is named',
    201,
  )
  @Answers(mailResult, { status: 201 })
  @Roles(...DESK_ROLES)
  async openTicket(
    @Param('mailId') mailId: string,
    @Body() { client, contact, priority = 'P3', summary }: MailTicketDto,
    @CommandContext() context: CallerContext,
  ) {
    const { subject, from, at } = await this.#queued(mailId);
    const { requestHash: _, ...plain } = context;
    const command = {
      type: 'OpenTicket',
      client,
      channel: 'email',
      requested: priority,
      summary: summary ?? (subject === '' ? 'A mail without a subject' : subject),
      ...(from !== '' && { requester: from }),
      contactedAt: at,
      ...(contact !== undefined && { contact }),
    } as const;
    for (const ticketId of ticketIdsOf(uuidv5(context.commandId, 'ticket'))) {
      const opening = { ...plain, commandId: uuidv5(context.commandId, `open ${ticketId}`) };
      try {
        await this.commands.execute(new ExecuteTicketCommand(ticketId, command, opening));
      } catch (error) {
        if (error instanceof DomainError && error.code === 'ticket.exists') continue;
        throw error;
      }
      return this.#putOn(mailId, ticketId, context, 'opened');
    }
    throw new Error('There is always another number.');
  }

  /** What was written, and what came with it; then nobody has to look at it any more. */
  async #putOn(mailId: string, ticketId: string, context: CallerContext, how: 'by_hand' | 'opened') {
    const { text, files } = await this.#queued(mailId);
    const { requestHash: _, ...plain } = context;
    const contact = { type: 'RecordContact', channel: 'email', ...(text !== '' && { text }) } as const;
    await this.commands.execute(new ExecuteTicketCommand(ticketId, contact, context));
    for (const { name, mediaType, sha256 } of files) {
      const own = { ...plain, commandId: uuidv5(context.commandId, sha256) };
      const file = { type: 'AddAttachment', name, mediaType, sha256 } as const;
      await this.commands.execute(new ExecuteTicketCommand(ticketId, file, own));
    }
    await this.#decide(mailId, { type: 'NoteThreaded', ticketId, how }, plain);
    return { mailId, ticketId };
  }

  @CommandRoute('mails/:mailId/discard', 'Nobody has to look at it any more')
  @Answers(mailResult)
  @Roles(...DESK_ROLES)
  async discard(
    @Param('mailId') mailId: string,
    @Body() { reason }: MailDiscardDto,
    @CommandContext() context: CallerContext,
  ) {
    await this.#queued(mailId);
    await this.#decide(mailId, { type: 'DiscardMail', reason }, context);
    return { mailId };
  }

  async #queued(mailId: string) {
    const known = /^[0-9a-f]{32}$/.test(mailId);
    return mustBeQueued(known ? (await this.store.load(inboxStream(mailId), inbox, 'latest')).state : inbox.initial);
  }

  async #decide(mailId: string, command: InboxCommand, context: Omit<CallerContext, 'requestHash'>): Promise<void> {
    await decideAndAppend(this.store, inboxStream(mailId), inbox, command, context);
  }
}
