import { Body, Controller, Get, Param, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ticketIdsOf } from '#event-store';
import { answerCsvList, CommandResult, paged, Revisioned, requestError, TicketNumber, utc } from '#http-kit';
import { AcceptsListQuery, Answers, CommandRoute, ListQueryParam, type ParsedListQuery } from '#http-kit/http';
import {
  asSeenBy,
  Caller,
  type CallerContext,
  CLIENT_ROLES,
  ClientScope,
  CommandContext,
  DESK_ROLES,
  isClientRole,
  maySee,
  type Principal,
  ROLES,
  Roles,
} from '#identity';
import { DomainError } from '#kernel';
import type { ListQuery } from '#read-store';
import { ExecuteTicketCommand } from '../application/execute-ticket-command';
import { TicketHistoryQuery } from '../application/ticket-history';
import type { TicketColumn } from '../application/ticket-list';
import { TicketListQuery } from '../application/ticket-list-query';
import { TicketViewQuery } from '../application/ticket-queries';
import { history, ticketList, ticketView } from './answers';
import { HistoryQueryDto, OpenTicketDto } from './opening.dto';
import { TICKET_CSV, TICKET_FILTERS } from './ticket-filters';

@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @CommandRoute('', 'Open a ticket', 201)
  @Roles(...CLIENT_ROLES, ...DESK_ROLES)
  @ClientScope('own')
  async open(
    @Body() body: OpenTicketDto,
    @Caller() caller: Principal,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { client, channel, priority, summary, category, requester, contactedAt, monitoring } = body;
    const command = {
      type: 'OpenTicket',
      client: clientOf(client, caller),
      channel,
      requested: priority,
      summary,
      ...(category !== undefined && { category }),
      ...(requester !== undefined && { requester }),
      ...(contactedAt !== undefined && { contactedAt: utc(contactedAt) }),
      ...(monitoring !== undefined && { monitoring }),
      ...namedOn(body),
    } as const;
    for (const ticketId of ticketIdsOf(context.commandId))
      try {
        const opened = await this.commands.execute(new ExecuteTicketCommand(ticketId, command, context));
        reply.header('location', `/tickets/${ticketId}`);
        return CommandResult.at(ticketId, 'ticket', opened);
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
  }

  @Get()
  @Answers(ticketList, { form: 'list' })
  @ApiOperation({ summary: 'Tickets, searched by text, client, tier, assignee, state and time; the newest first' })
  @ApiBearerAuth()
  @Roles(...ROLES)
  @ClientScope('own')
  @AcceptsListQuery(TICKET_FILTERS)
  async list(
    @ListQueryParam(TICKET_FILTERS) asked: ParsedListQuery<TicketColumn>,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { csv, ...query } = asSeenBy(caller, asked);
    const ask = (page: ListQuery<TicketColumn>) =>
      paged(this.queries.execute(new TicketListQuery(page, isClientRole(caller.role))));
    if (csv) return answerCsvList(reply, 'tickets', TICKET_CSV, query, ask);
    const { limited: _, ...page } = query;
    return ask(page);
  }

  @Get(':ticketId')
  @Answers(ticketView, { revisioned: true })
  @ApiOperation({ summary: 'A ticket as it stands, and which commands are legal now' })
  @ApiBearerAuth()
  @Roles(...ROLES)
  @ClientScope('own')
  async view(@Param('ticketId', TicketNumber) ticketId: string, @Caller() { role }: Principal) {
    const view = await this.queries.execute(new TicketViewQuery(ticketId, role));
    return Object.assign(new Revisioned(view.revision), view);
  }

  @Get(':ticketId/history')
  @Answers(history)
  @ApiOperation({ summary: 'Every event with its stamp, actor and leaf, as of any instant' })
  @ApiBearerAuth()
  @Roles('auditor')
  @ClientScope('any')
  history(@Param('ticketId', TicketNumber) ticketId: string, @Query() { asOf, knownAt, axis }: HistoryQueryDto) {
    const instant = asOf === undefined ? undefined : utc(asOf);
    const known = knownAt === undefined ? undefined : utc(knownAt);
    const meant = axis ?? (known === undefined ? 'recorded' : 'occurred');
    return this.queries.execute(new TicketHistoryQuery(ticketId, instant, meant, known));
  }
}

/** What the client's register knows by an id. */
const namedOn = ({ contact, subscriber, site, service }: OpenTicketDto) => ({
  ...(contact !== undefined && { contact }),
  ...(subscriber !== undefined && { subscriber }),
  ...(site !== undefined && { site }),
  ...(service !== undefined && { service }),
});

/** Another ticket has this number already; the next one is tried. */
const isTaken = (error: unknown) => error instanceof DomainError && error.code === 'ticket.exists';

const clientOf = (named: string | undefined, caller: Principal): string => {
  const { clients = [] } = caller;
  const client = named ?? (clients.length === 1 ? clients[0] : undefined);
  if (client === undefined) throw requestError('client.needed', "Say in 'client' whose ticket it is.");
  if (!maySee(caller, client)) throw requestError('client.unknown', `There is no client ${client}.`);
  return client;
};
