import { Body, Controller, Get, Param, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ticketIdsOf } from '#event-store';
import {
  AtRevision,
  answerCsv,
  asSeenBy,
  Caller,
  type CallerContext,
  CLIENT_ROLES,
  ClientScope,
  Commander,
  csvOf,
  DESK_ROLES,
  Done,
  edgeRefusal,
  maySee,
  type Principal,
  paged,
  ROLES,
  Roles,
  TicketNumber,
  utc,
} from '#identity';
import { type Asked, AskedOf, Command, Filtered } from '#identity/http';
import { DomainError } from '#kernel';
import { TellTicket } from '../application/tell-ticket';
import { TicketHistoryQuery } from '../application/ticket-history';
import type { TicketColumn } from '../application/ticket-list';
import { TicketListQuery } from '../application/ticket-list-query';
import { TicketViewQuery } from '../application/ticket-queries';
import { HistoryQueryDto, OpenTicketDto } from './opening.dto';
import { TICKET_CSV, TICKET_FILTERS } from './ticket-filters';

@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Command('', 'Open a ticket', 201)
  @Roles(...CLIENT_ROLES, ...DESK_ROLES)
  @ClientScope('own')
  async open(
    @Body() { client, channel, priority, summary, category, requester, contactedAt, monitoring }: OpenTicketDto,
    @Caller() caller: Principal,
    @Commander() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
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
    } as const;
    for (const ticketId of ticketIdsOf(context.commandId))
      try {
        const opened = await this.commands.execute(new TellTicket(ticketId, command, context));
        reply.header('location', `/tickets/${ticketId}`);
        return Done.at(ticketId, 'ticket', opened);
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
  }

  @Get()
  @ApiOperation({ summary: 'Tickets, searched by text, client, tier, assignee, state and time; the newest first' })
  @ApiBearerAuth()
  @Roles(...ROLES)
  @ClientScope('own')
  @Filtered(TICKET_FILTERS)
  async list(
    @AskedOf(TICKET_FILTERS) asked: Asked<TicketColumn>,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { csv, limited, ...question } = asSeenBy(caller, asked);
    const found = await paged(this.queries.execute(new TicketListQuery({ ...question, all: csv && !limited })));
    return csv ? answerCsv(reply, 'tickets', csvOf(TICKET_CSV, found.rows), found.next) : found;
  }

  @Get(':ticketId')
  @ApiOperation({ summary: 'A ticket as it stands, and which commands are legal now' })
  @ApiBearerAuth()
  @Roles(...ROLES)
  @ClientScope('own')
  async view(@Param('ticketId', TicketNumber) ticketId: string) {
    const view = await this.queries.execute(new TicketViewQuery(ticketId));
    return Object.assign(new AtRevision(view.revision), view);
  }

  @Get(':ticketId/history')
  @ApiOperation({ summary: 'Every event with its stamp, actor and leaf, as of any instant' })
  @ApiBearerAuth()
  @Roles('auditor')
  @ClientScope('any')
  history(@Param('ticketId', TicketNumber) ticketId: string, @Query() { asOf, axis }: HistoryQueryDto) {
    const instant = asOf === undefined ? undefined : utc(asOf);
    return this.queries.execute(new TicketHistoryQuery(ticketId, instant, axis));
  }
}

/** Another ticket has this number already; the next one is tried. */
const isTaken = (error: unknown) => error instanceof DomainError && error.code === 'ticket.exists';

const clientOf = (named: string | undefined, caller: Principal): string => {
  const { clients = [] } = caller;
  const client = named ?? (clients.length === 1 ? clients[0] : undefined);
  if (client === undefined) throw edgeRefusal('client.needed', "Say in 'client' whose ticket it is.");
  if (!maySee(caller, client)) throw edgeRefusal('client.unknown', `There is no client ${client}.`);
  return client;
};
