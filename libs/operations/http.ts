// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { BillingModule } from '#billing/module';
import { PolicyModule } from '#policy/module';
import { TicketingModule } from '#ticketing/module';
import { FaultReviewsHandler } from './application/fault-reviews';
import { InvoiceLinesHandler } from './application/invoice-lines';
import { Live } from './application/live';
import { MonthsInZones } from './application/months';
import { OverlappingWorkHandler } from './application/overlapping-work';
import { PolicyPreviewHandler } from './application/policy-preview';
import { PostingsHandler } from './application/postings';
import { WaitingProposalsHandler } from './application/proposals';
import { BillingHoldsHandler, OldPolicyHandler, WaitingTicketsHandler } from './application/queues';
import { RebindingPreviewHandler } from './application/rebinding-preview';
import { RepeatTroubleHandler } from './application/repeat-trouble';
import { AfterHoursStatisticsHandler, SlaStatisticsHandler } from './application/statistics';
import { TicketPageHandler } from './application/ticket-page';
import { DryRunInterceptor } from './http/dry-run.interceptor';
import { LiveController } from './http/live.controller';
import { MonthsController } from './http/months.controller';
import { PolicyPreviewController } from './http/policy-preview.controller';
import { QueuesController } from './http/queues.controller';
import { RebindingPreviewController } from './http/rebinding-preview.controller';
import { StatisticsController } from './http/statistics.controller';
import { TicketPageController } from './http/ticket-page.controller';

export { dryRunReport } from './http/answers';
export { DRY_RUN_TYPE, isDryRunnable } from './http/dry-run-routes';

/** What operators work from: pages and lists across all contexts. It reads, and never commands. */
@Module({
  imports: [CqrsModule, TicketingModule, BillingModule, PolicyModule],
  controllers: [
    TicketPageController,
    QueuesController,
    StatisticsController,
    MonthsController,
    LiveController,
    PolicyPreviewController,
    RebindingPreviewController,
  ],
  providers: [
    { provide: APP_INTERCEPTOR, useClass: DryRunInterceptor },
    Live,
    MonthsInZones,
    InvoiceLinesHandler,
    TicketPageHandler,
    OldPolicyHandler,
    WaitingTicketsHandler,
    FaultReviewsHandler,
    RepeatTroubleHandler,
    BillingHoldsHandler,
    OverlappingWorkHandler,
    WaitingProposalsHandler,
    SlaStatisticsHandler,
    AfterHoursStatisticsHandler,
    PostingsHandler,
    PolicyPreviewHandler,
    RebindingPreviewHandler,
  ],
})
export class OperationsHttpModule {}
