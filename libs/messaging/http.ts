// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { Feed } from './application/feed';
import { FeedTail } from './application/feed-tail';
import { FeedController } from './http/feed.controller';
import { LOOPBACK_WEBHOOKS, WebhooksController } from './http/webhooks.controller';

/** A receiver on this machine is for trying things out: never in production. */
const mayReachLoopback = () => process.env.NODE_ENV !== 'production';

/** Adds the routes. */
@Module({
  controllers: [FeedController, WebhooksController],
  providers: [Feed, FeedTail, { provide: LOOPBACK_WEBHOOKS, useFactory: mayReachLoopback }],
})
export class MessagingHttpModule {}
