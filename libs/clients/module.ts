import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Store } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import type { EventStore } from '#kernel';
import { PolicyModule } from '#policy/module';
import { Policies } from '#policy/policies';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, POLICY_ID, REGISTER, TicketingModule } from '#ticketing/module';
import { ClientErasure, type RegisterEraser } from './application/client-erasure';
import { ClientRegister } from './application/client-register';

export { ClientErasure } from './application/client-erasure';
export { clientList } from './application/client-list';
export { ClientRegister } from './application/client-register';

/** Who is known, for decisions on tickets; ticketing itself keeps no register. */
@Global()
@Module({
  imports: [PolicyModule],
  providers: [
    {
      provide: ClientRegister,
      useFactory: (store: EventStore, policies: Policies) => new ClientRegister(store, policies, POLICY_ID),
      inject: [EVENT_STORE, Policies],
    },
    { provide: REGISTER, useExisting: ClientRegister },
  ],
  exports: [ClientRegister, REGISTER],
})
export class RegisterModule {}

/** What happens to clients by itself. */
@Module({
  imports: [CqrsModule, RegisterModule, TicketingModule],
  providers: [
    {
      provide: ClientErasure,
      useFactory: (environment: CommandEnvironment, eraser?: RegisterEraser) => new ClientErasure(environment, eraser),
      inject: [COMMAND_ENVIRONMENT, { token: Store, optional: true }],
    },
  ],
  exports: [ClientErasure],
})
export class ClientsModule {}
