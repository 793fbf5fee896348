// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { ClientsModule } from '#clients/module';
import { TicketingModule } from '#ticketing/module';
import { MaildirWatcher } from './application/maildir';
import { ReceiveMail } from './application/receive-mail';
import { InboundController } from './http/inbound.controller';
import { MailsController } from './http/mails.controller';
import { MessagesController } from './http/messages.controller';

export { MaildirWatcher } from './application/maildir';

/** Adds the routes. */
@Module({
  imports: [ClientsModule, TicketingModule],
  controllers: [InboundController, MailsController, MessagesController],
  providers: [ReceiveMail, MaildirWatcher],
})
export class ConversationHttpModule {}
