import { Module } from '@nestjs/common';
import { ClientRegister, ClientsModule } from '#clients/module';
import { Store } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import type { EventStore } from '#kernel';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, TicketingModule } from '#ticketing/module';
import { OutageErasure, OutageProcess } from './application/outage-process';
import { Outages } from './application/outages';

export { type OutageRow, outageList } from './application/outage-list';
export { OutageErasure, OutageProcess } from './application/outage-process';

/** What people say of outages, and what happens to their tickets by itself. */
@Module({
  imports: [ClientsModule, TicketingModule],
  providers: [
    { provide: Outages, useFactory: (store: EventStore) => new Outages(store), inject: [EVENT_STORE] },
    {
      provide: OutageProcess,
      useFactory: (environment: CommandEnvironment, register: ClientRegister) =>
        new OutageProcess(environment, register),
      inject: [COMMAND_ENVIRONMENT, ClientRegister],
    },
    {
      provide: OutageErasure,
      useFactory: (store: EventStore, eraser?: Store) => new OutageErasure((stream) => store.read(stream), eraser),
      inject: [EVENT_STORE, { token: Store, optional: true }],
    },
  ],
  exports: [Outages, OutageProcess, OutageErasure],
})
export class OutagesModule {}
