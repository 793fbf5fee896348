import { Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { TicketNumber } from '#http-kit';
import { Answers } from '#http-kit/http';
import { ClientScope, DESK_ROLES, Roles } from '#identity';
import { retried, stuckWork } from './openapi/answers';
import { StuckQuery } from './stuck';
import { StuckModule } from './stuck.module';

@Controller('stuck')
class StuckController {
  constructor(private readonly stuck: StuckQuery) {}

  @Get()
  @Answers(stuckWork)
  @ApiOperation({ summary: 'What the processes cannot go on with: since when, why, and what to do' })
  @ApiBearerAuth()
  @Roles(...DESK_ROLES, 'billing', 'auditor')
  @ClientScope('any')
  async all() {
    return { rows: await this.stuck.all() };
  }

  @Post(':process/:ticketId/retry')
  @Answers(retried, { status: 202 })
  @HttpCode(202)
  @ApiOperation({ summary: 'Have a ticket that is stuck tried again at once' })
  @ApiBearerAuth()
  @Roles('engineer', 'on-call', 'billing', 'supervisor')
  @ClientScope('any')
  async retry(@Param('process') process: string, @Param('ticketId', TicketNumber) ticketId: string) {
    await this.stuck.retry(process, ticketId);
    return { process, ticketId, asked: true };
  }
}

@Module({ imports: [StuckModule], controllers: [StuckController] })
export class StuckHttpModule {}
