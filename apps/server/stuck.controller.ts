import { Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { BillingModule } from '#billing/module';
import { ClientScope, DESK_ROLES, Roles, TicketNumber } from '#identity';
import { MessagingModule } from '#messaging/module';
import { SlaModule } from '#sla/module';
import { TicketingModule } from '#ticketing/module';
import { StuckQuery } from './stuck';

@Controller('stuck')
class StuckController {
  constructor(private readonly stuck: StuckQuery) {}

  @Get()
  @ApiOperation({ summary: 'What the processes cannot go on with: since when, why, and what to do' })
  @ApiBearerAuth()
  @Roles(...DESK_ROLES, 'billing', 'auditor')
  @ClientScope('any')
  async all() {
    return { items: await this.stuck.all() };
  }

  @Post(':process/:ticketId/retry')
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
  imports: [TicketingModule, SlaModule, BillingModule, MessagingModule],
  controllers: [StuckController],
  providers: [StuckQuery],
})
export class StuckHttpModule {}
