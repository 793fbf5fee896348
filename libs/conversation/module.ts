import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { ClientRegister, ClientsModule } from '#clients/module';
import { Store } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import type { EventStore } from '#kernel';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, TicketingModule } from '#ticketing/module';
import { ConversationProcess } from './application/conversation-process';
import { MailErasure } from './application/mail-erasure';
import { MAIL_OPTIONS, type MailOptions } from './application/mail-options';
import { domainOf } from './application/receive-mail';
import { smtpChannel } from './application/smtp-channel';

export { ConversationProcess } from './application/conversation-process';
export { inboxList } from './application/inbox-list';
export { MailErasure } from './application/mail-erasure';
export { MAIL_OPTIONS, type MailOptions } from './application/mail-options';
export { OutboxDriver } from './application/outbox-driver';
export { domainOf } from './application/receive-mail';
export { type MailChannel, type OutgoingMail, smtpChannel } from './application/smtp-channel';

/** Lets a role write to clients. */
@Module({
  imports: [ClientsModule, TicketingModule],
  providers: [
    {
      provide: ConversationProcess,
      useFactory: (environment: CommandEnvironment, register: ClientRegister, options: MailOptions = {}) =>
        new ConversationProcess({
          environment,
          register,
          channel: options.url === undefined ? undefined : smtpChannel(options),
          domain: domainOf(options),
          instance: randomUUID(),
        }),
      inject: [COMMAND_ENVIRONMENT, ClientRegister, { token: MAIL_OPTIONS, optional: true }],
    },
    {
      provide: MailErasure,
      useFactory: (store: EventStore, eraser?: Store) => new MailErasure((stream) => store.read(stream), eraser),
      inject: [EVENT_STORE, { token: Store, optional: true }],
    },
  ],
  exports: [ConversationProcess, MailErasure],
})
export class ConversationModule {}
