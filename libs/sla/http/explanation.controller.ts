import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { TicketNumber } from '#http-kit';
import { Answers, AsOfDto, asOfIn, Count, OneOf, Optional } from '#http-kit/http';
import { CLIENT_ROLES, ClientScope, Roles, STAFF_ROLES } from '#identity';
import { ClocksExplainedQuery } from '../application/clock-explanation-query';
import { TARGETS, type Target } from '../domain/clocks';
import { clocksExplained } from './answers';

const CYCLES_MAX = 1_000;
class WhichClocksDto extends AsOfDto {
  @Optional() @OneOf(TARGETS) target?: Target;
  @Optional() @Count(CYCLES_MAX) cycle?: string;
}

@Controller('tickets/:ticketId/sla')
export class SlaExplanationController {
  constructor(private readonly queries: QueryBus) {}

  @Get('explanation')
  @Answers(clocksExplained)
  @ApiOperation({
    summary: 'Why each clock stands as it does: what counted, what was paused, by which events and terms',
  })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  explain(@Param('ticketId', TicketNumber) ticketId: string, @Query() { target, cycle, ...when }: WhichClocksDto) {
    const only = { ...(target !== undefined && { target }), ...(cycle !== undefined && { cycle: Number(cycle) }) };
    return this.queries.execute(new ClocksExplainedQuery(ticketId, only, asOfIn(when)));
  }
}
