import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { seenAt, TicketNumber } from '#http-kit';
import { Answers, asOfIn } from '#http-kit/http';
import { Caller, ClientScope, isClientRole, type Principal, ROLES, Roles } from '#identity';
import { TicketPageQuery } from '../application/ticket-page';
import { ticketPage } from './answers';
import { TicketPageQueryDto } from './ticket-page.dto';

@Controller('tickets/:ticketId/page')
export class TicketPageController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Answers(ticketPage, { revisioned: true })
  @ApiOperation({
    summary: 'All about a ticket: timeline, clocks, contacts, work, money, and the commands that are legal now',
  })
  @ApiBearerAuth()
  @Roles(...ROLES)
  @ClientScope('own')
  async page(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Query() { skip = '0', ...when }: TicketPageQueryDto,
    @Caller() { id, role }: Principal,
  ) {
    const viewer = { id, role, isClient: isClientRole(role) };
    const page = await this.queries.execute(new TicketPageQuery(ticketId, viewer, asOfIn(when), Number(skip)));
    const { at: _, ...shown } = page;
    return seenAt(page, page.revision, page.money?.revision ?? -1, shown);
  }
}
