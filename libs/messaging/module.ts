import { Module } from '@nestjs/common';
import type { Desk } from '#ticketing/desk';
import { DESK, TicketingModule } from '#ticketing/module';
import { Feed } from './application/feed';
import { PublicProcess } from './application/public-process';
import { FeedController } from './http/feed.controller';

export { publicFeed } from './application/public-feed';
export { PublicProcess } from './application/public-process';

/** Lets a role record what others may hear. */
@Module({
  imports: [TicketingModule],
  providers: [{ provide: PublicProcess, useFactory: (desk: Desk) => new PublicProcess(desk), inject: [DESK] }],
  exports: [PublicProcess],
})
export class MessagingModule {}

/** Adds the routes. */
@Module({ controllers: [FeedController], providers: [Feed] })
export class MessagingHttpModule {}
