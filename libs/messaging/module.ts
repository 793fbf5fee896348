import { Module } from '@nestjs/common';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, TicketingModule } from '#ticketing/module';
import { PublicProcess } from './application/public-process';

export { publicFeed } from './application/public-feed';
export { PublicProcess } from './application/public-process';
export { WEBHOOK_EVENTS, type WebhookProblem } from './webhooks/subscription';
export { webhookList } from './webhooks/webhook-list';
export { runWebhooks } from './webhooks/webhooks';

/** Lets a role record what others may hear. */
@Module({
  imports: [TicketingModule],
  providers: [
    {
      provide: PublicProcess,
      useFactory: (environment: CommandEnvironment) => new PublicProcess(environment),
      inject: [COMMAND_ENVIRONMENT],
    },
  ],
  exports: [PublicProcess],
})
export class MessagingModule {}
