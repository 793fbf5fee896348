import { Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { TicketNumber } from '#http-kit';
import { Answers } from '#http-kit/http';
import { ClientScope, DESK_ROLES, Roles } from '#identity';
import { CLOCK, type Clock, type ProcessManager } from '#kernel';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { retried, stuckWork } from './openapi/answers';
import { ALL_PROCESSES, PROCESS_MODULES } from './processes';
import { StuckQuery } from './stuck';

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

@Module({
  imports: PROCESS_MODULES,
  controllers: [StuckController],
  providers: [
    {
      provide: StuckQuery,
      inject: [READ_STORE, CLOCK, ...ALL_PROCESSES],
      useFactory: (views: ReadStore, clock: Clock, ...processes: readonly ProcessManager[]) =>
        new StuckQuery(views, clock, processes),
    },
  ],
})
export class StuckHttpModule {}
