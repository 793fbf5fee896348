import { randomUUID } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { ClientRegister, ClientsModule } from '#clients/module';
import { domainOf, MAIL_OPTIONS, type MailOptions, smtpChannel } from '#conversation/module';
import { EVENT_STORE } from '#event-store/module';
import { type EventStore, iso, ms } from '#kernel';
import { WEBINARS, type Webinars } from '#oncall/module';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, TicketingModule } from '#ticketing/module';
import { TrainingInvitations } from './application/training-invitations';
import { trainingList } from './application/training-list';
import { Trainings } from './application/trainings';

export { TrainingInvitations } from './application/training-invitations';
export { trainingList } from './application/training-list';

const WEBINARS_MAX = 1_000;
/** What the calendar feed of webinars has. */
@Global()
@Module({
  providers: [
    {
      provide: WEBINARS,
      useFactory:
        (views: ReadStore): Webinars =>
        async (from, to) => {
          const between = { from: iso(from), to: iso(to) };
          const where = { kind: 'training', status: 'scheduled' } as const;
          const query = { where, order: { by: 'startsAt', descending: true }, limit: WEBINARS_MAX } as const;
          const { rows } = await views.view(trainingList).find(query);
          return rows.flatMap(({ trainingId, feature, startsAt, endsAt, joinUrl }) =>
            startsAt === null || endsAt === null || startsAt < between.from || startsAt > between.to
              ? []
              : [
                  {
                    uid: `${trainingId}-training@faultline`,
                    from: ms(startsAt),
                    to: ms(endsAt),
                    summary: feature,
                    location: joinUrl ?? '',
                  },
                ],
          );
        },
      inject: [READ_STORE],
    },
  ],
  exports: [WEBINARS],
})
export class WebinarsModule {}

/** What people say of trainings, and who is invited by mail. */
@Module({
  imports: [ClientsModule, TicketingModule],
  providers: [
    {
      provide: Trainings,
      useFactory: (store: EventStore, register: ClientRegister) => new Trainings(store, register),
      inject: [EVENT_STORE, ClientRegister],
    },
    {
      provide: TrainingInvitations,
      useFactory: (environment: CommandEnvironment, register: ClientRegister, options: MailOptions = {}) =>
        new TrainingInvitations({
          environment,
          register,
          channel: options.url === undefined ? undefined : smtpChannel(options),
          from: options.from ?? '',
          domain: domainOf(options),
          instance: randomUUID(),
        }),
      inject: [COMMAND_ENVIRONMENT, ClientRegister, { token: MAIL_OPTIONS, optional: true }],
    },
  ],
  exports: [Trainings, TrainingInvitations],
})
export class TrainingModule {}
