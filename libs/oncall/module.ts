import { Module } from '@nestjs/common';
import { ClientRegister, ClientsModule } from '#clients/module';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, TicketingModule } from '#ticketing/module';
import { Acknowledging } from './application/acknowledging';
import { CalendarFeeds, type Webinars } from './application/calendar-feeds';
import { callerOf } from './application/caller';
import { PagingProcess, type PagingRuntime } from './application/paging-process';
import { Rosters } from './application/rosters';
import { Voicemails } from './application/voicemails';

export type { Webinars } from './application/calendar-feeds';
export { pagingChannels } from './application/channels/channels';
export { pageList } from './application/page-list';
export { PagingProcess, type PagingRuntime } from './application/paging-process';

/** Provided by a server to all modules: what the telephone system signs with, the newest first; none where there is none. */
export const VOICEMAIL_SECRETS = Symbol('VoicemailSecrets');

/** Provided to all modules by who schedules trainings: what the feed of webinars has; none where there are none. */
export const WEBINARS = Symbol('Webinars');

/** Provided by a server to all modules: what the paging role sends with. */
export const PAGING_RUNTIME = Symbol('PagingRuntime');

/** Lets a role ask who is on call. */
@Module({
  imports: [TicketingModule, ClientsModule],
  providers: [
    {
      provide: Rosters,
      useFactory: (environment: CommandEnvironment) => new Rosters(environment),
      inject: [COMMAND_ENVIRONMENT],
    },
    {
      provide: Acknowledging,
      useFactory: (environment: CommandEnvironment) => new Acknowledging(environment),
      inject: [COMMAND_ENVIRONMENT],
    },
    {
      provide: Voicemails,
      useFactory: (environment: CommandEnvironment, register: ClientRegister, views: ReadStore) =>
        new Voicemails(environment, (number) => callerOf(register, views, number)),
      inject: [COMMAND_ENVIRONMENT, ClientRegister, READ_STORE],
    },
    {
      provide: CalendarFeeds,
      useFactory: (environment: CommandEnvironment, rosters: Rosters, views: ReadStore, webinars?: Webinars) =>
        new CalendarFeeds(environment, rosters, views, webinars),
      inject: [COMMAND_ENVIRONMENT, Rosters, READ_STORE, { token: WEBINARS, optional: true }],
    },
    {
      provide: PagingProcess,
      useFactory: (environment: CommandEnvironment, runtime: PagingRuntime) => new PagingProcess(environment, runtime),
      inject: [COMMAND_ENVIRONMENT, { token: PAGING_RUNTIME, optional: true }],
    },
  ],
  exports: [Rosters, Acknowledging, Voicemails, CalendarFeeds, PagingProcess],
})
export class OnCallModule {}
