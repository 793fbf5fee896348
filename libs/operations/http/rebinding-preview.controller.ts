import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { TicketNumber } from '#http-kit';
import { Answers, Count } from '#http-kit/http';
import { ClientScope, Roles } from '#identity';
import { RebindingPreviewQuery } from '../application/rebinding-preview';
import { rebindingPreview } from './answers';

class RebindingPreviewDto {
  /** The version that the ticket would be bound to. */
  @Count(1_000_000) version!: string;
}

@Controller('tickets/:ticketId/policy-rebinding/preview')
export class RebindingPreviewController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Answers(rebindingPreview)
  @ApiOperation({
    summary: 'What rebinding the ticket to another policy version would do to its clocks and its ledger',
  })
  @ApiBearerAuth()
  @Roles('supervisor', 'policy-admin', 'billing')
  @ClientScope('any')
  preview(@Param('ticketId', TicketNumber) ticketId: string, @Query() { version }: RebindingPreviewDto) {
    return this.queries.execute(new RebindingPreviewQuery(ticketId, Number(version)));
  }
}
