import { Module } from '@nestjs/common';
import type { Desk } from '#ticketing/desk';
import { DESK, TicketingModule } from '#ticketing/module';
import { PublicProcess } from './application/public-process';

export { publicFeed } from './application/public-feed';
export { PublicProcess } from './application/public-process';
export { WEBHOOK_EVENTS, type WebhookProblem } from './webhooks/subscription';
export { webhookList } from './webhooks/webhook-list';
export { Webhooks } from './webhooks/webhooks';

/** Lets a role record what others may hear. */
@Module({
  imports: [TicketingModule],
  providers: [{ provide: PublicProcess, useFactory: (desk: Desk) => new PublicProcess(desk), inject: [DESK] }],
  exports: [PublicProcess],
})
export class MessagingModule {}
