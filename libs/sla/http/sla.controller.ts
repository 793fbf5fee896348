import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { CLIENT_ROLES, ClientScope, PageQueryDto, paged, pageOf, Roles, STAFF_ROLES, TicketNumber } from '#identity';
import { SlaBoardQuery, TicketSlaQuery } from '../application/sla-queries';

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
  @ApiOperation({ summary: 'Open tickets, the one that runs out first on top' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  board(@Query() query: PageQueryDto) {
    const { limit, after } = pageOf(query);
    return paged(this.queries.execute(new SlaBoardQuery(limit, after)));
  }
}
