import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BillingModule } from '#billing/module';
import { TicketingModule } from '#ticketing/module';
import { TicketPageHandler } from './application/ticket-page';
import { TicketPageController } from './http/ticket-page.controller';

/** What operators work from: pages and lists across all contexts. It reads, and never commands. */
@Module({
  imports: [CqrsModule, TicketingModule, BillingModule],
  controllers: [TicketPageController],
  providers: [TicketPageHandler],
})
export class OperationsHttpModule {}
