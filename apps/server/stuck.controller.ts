import { Controller, Get, HttpCode, Inject, Module, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { TicketNumber } from '#http-kit';
import { Answers } from '#http-kit/http';
import { ClientScope, DESK_ROLES, Roles } from '#identity';
import { CLOCK, type Clock } from '#kernel';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, TicketingModule } from '#ticketing/module';
import { retried, stuckWork } from './openapi/answers';
import { StuckQuery } from './stuck';
import { StuckModule } from './stuck.module';
import { inLocalTimes } from './stuck-local';

@Controller('stuck')
class StuckController {
  constructor(
    private readonly stuck: StuckQuery,
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Answers(stuckWork)
  @ApiOperation({ summary: 'What the processes cannot go on with: since when, why, and what to do' })
  @ApiBearerAuth()
  @Roles(...DESK_ROLES, 'billing', 'auditor')
  @ClientScope('any')
  async all() {
    const { policies } = this.environment;
    return { rows: await inLocalTimes(await this.stuck.all(), { views: this.views, policies, now: this.clock.now() }) };
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

@Module({ imports: [StuckModule, TicketingModule], controllers: [StuckController] })
export class StuckHttpModule {}
