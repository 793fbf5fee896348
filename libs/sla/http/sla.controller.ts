import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { answerCsvList, paged, sameWhile, TicketNumber } from '#http-kit';
import { AcceptsListQuery, Answers, AsOfDto, asOfIn, ListQueryParam, type ParsedListQuery } from '#http-kit/http';
import { CLIENT_ROLES, ClientScope, Roles, STAFF_ROLES } from '#identity';
import type { ListQuery } from '#read-store';
import { BoardCountsQuery } from '../application/board-counts';
import type { BoardColumn } from '../application/sla-board';
import { SlaBoardQuery } from '../application/sla-board-query';
import { TicketSlaQuery } from '../application/sla-queries';
import { boardCounts, slaBoard, ticketClocks } from './answers';
import { BOARD_CSV, BOARD_FILTERS, COUNT_FILTERS } from './board-filters';

@Controller()
export class SlaController {
  constructor(private readonly queries: QueryBus) {}

  @Get('tickets/:ticketId/sla')
  @Answers(ticketClocks)
  @ApiOperation({ summary: 'The clocks of a ticket, and what was recorded of them' })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  async clocks(@Param('ticketId', TicketNumber) ticketId: string, @Query() when: AsOfDto) {
    const found = await this.queries.execute(new TicketSlaQuery(ticketId, asOfIn(when)));
    return sameWhile(found, found.clocks);
  }

  @Get('sla-board')
  @Answers(slaBoard, { form: 'list' })
  @ApiOperation({ summary: 'Open tickets with every open clock, by the time to breach' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  @AcceptsListQuery(BOARD_FILTERS)
  async board(
    @ListQueryParam(BOARD_FILTERS) asked: ParsedListQuery<BoardColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { csv, ...query } = asked;
    const ask = (page: ListQuery<BoardColumn>) => paged(this.queries.execute(new SlaBoardQuery(page)));
    if (csv) return answerCsvList(reply, 'sla-board', BOARD_CSV, query, ask);
    const { limited: _limited, ...page } = query;
    const board = await ask(page);
    return sameWhile(board, [
      board.next,
      board.rows.map(({ minutesLeft: _, clocks, ...row }) => [
        row,
        clocks.map(({ minutesLeft: __, ...clock }) => clock),
      ]),
    ]);
  }

  @Get('sla-board/counts')
  @Answers(boardCounts)
  @ApiOperation({
    summary: 'How many open tickets there are, by the time that is left, by priority, client and assignee',
  })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  @AcceptsListQuery(COUNT_FILTERS)
  async counts(@ListQueryParam(COUNT_FILTERS) { where, past }: ParsedListQuery<BoardColumn>) {
    const counts = await paged(
      this.queries.execute(new BoardCountsQuery({ where, ...(past !== undefined && { past }) })),
    );
    const { at: _, ...essence } = counts;
    return sameWhile(counts, essence);
  }
}
