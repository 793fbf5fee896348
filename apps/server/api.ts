// All that the api has and no other role: routes, the check of bodies, and the page that describes them.

import { Module } from '@nestjs/common';
import { AttachmentsHttpModule } from '#attachments/http';
import { AuditHttpModule } from '#audit/http';
import { BillingHttpModule } from '#billing/http';
import { ClientsHttpModule } from '#clients/http';
import { ConversationHttpModule } from '#conversation/http';
import { bodiesModule } from '#http-kit/http';
import { IdentityRoutesModule } from '#identity/http';
import { MessagingHttpModule } from '#messaging/http';
import { OnCallHttpModule } from '#oncall/http';
import { OperationsHttpModule } from '#operations/http';
import { OutagesHttpModule } from '#outages/http';
import { PolicyHttpModule } from '#policy/http';
import { SlaHttpModule } from '#sla/http';
import { TicketingHttpModule } from '#ticketing/http';
import { TrainingHttpModule } from '#training/http';
import { ProblemsController } from './problems.controller';
import { StuckHttpModule } from './stuck.controller';

@Module({
  imports: [
    bodiesModule,
    TicketingHttpModule,
    BillingHttpModule,
    AuditHttpModule,
    ClientsHttpModule,
    ConversationHttpModule,
    OutagesHttpModule,
    TrainingHttpModule,
    AttachmentsHttpModule,
    SlaHttpModule,
    PolicyHttpModule,
    OperationsHttpModule,
    StuckHttpModule,
    MessagingHttpModule,
    OnCallHttpModule,
    IdentityRoutesModule,
  ],
  controllers: [ProblemsController],
})
export class ApiModule {}
