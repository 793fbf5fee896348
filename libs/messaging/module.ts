import { Module } from '@nestjs/common';
import type { Desk } from '#ticketing/desk';
import { DESK, TicketingModule } from '#ticketing/module';
import { Feed } from './application/feed';
import { PublicProcess } from './application/public-process';
import { FeedController } from './http/feed.controller';
import { LOOPBACK_WEBHOOKS, WebhooksController } from './http/webhooks.controller';

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

/** A receiver on this machine is for trying things out: never in production. */
const mayReachLoopback = () => process.env.NODE_ENV !== 'production';

/** Adds the routes. */
@Module({
  controllers: [FeedController, WebhooksController],
  providers: [Feed, { provide: LOOPBACK_WEBHOOKS, useFactory: mayReachLoopback }],
})
export class MessagingHttpModule {}
