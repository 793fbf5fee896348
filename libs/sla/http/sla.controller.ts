import { Controller, Get, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { answerCsv, csvOf, paged, sameWhile, TicketNumber } from '#http-kit';
import { AcceptsListQuery, ListQueryParam, type ParsedListQuery } from '#http-kit/http';
import { CLIENT_ROLES, ClientScope, Roles, STAFF_ROLES } from '#identity';
import type { BoardColumn } from '../application/sla-board';
import { SlaBoardQuery } from '../application/sla-board-query';
import { TicketSlaQuery } from '../application/sla-queries';
import { BOARD_CSV, BOARD_FILTERS } from './board-filters';

@Controller()
export class SlaController {
  constructor(private readonly queries: QueryBus) {}

  @Get('tickets/:ticketId/sla')
  @ApiOperation({ summary: 'The clocks of a ticket, and what was recorded of them' })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  clocks(@Param('ticketId', TicketNumber) ticketId: string) {
    return this.queries.execute(new TicketSlaQuery(ticketId));
  }

  @Get('sla-board')
  @ApiOperation({ summary: 'Open tickets with every open clock, by the time to breach' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  @AcceptsListQuery(BOARD_FILTERS)
  async board(
    @ListQueryParam(BOARD_FILTERS) asked: ParsedListQuery<BoardColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { csv: all, ...question } = asked;
    const board = await paged(this.queries.execute(new SlaBoardQuery({ ...question, all: all && !asked.limited })));
    if (asked.csv) return answerCsv(reply, 'sla-board', csvOf(BOARD_CSV, board.rows), board.next);
    return sameWhile(board, [
      board.next,
      board.rows.map(({ minutesLeft: _, clocks, ...row }) => [
        row,
        clocks.map(({ minutesLeft: __, ...clock }) => clock),
      ]),
    ]);
  }
}
