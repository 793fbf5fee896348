// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TicketingModule } from '#ticketing/module';
import { ExecuteClientCommandHandler, ExecuteStaffCommandHandler } from './application/execute-client-command';
import { ImportClientsHandler } from './application/import-clients';
import { ClientPartsController } from './http/client-parts.controller';
import { ClientsController } from './http/clients.controller';
import { StaffController } from './http/staff.controller';
import { ClientsModule } from './module';

/** Adds the routes. */
@Module({
  imports: [CqrsModule, ClientsModule, TicketingModule],
  controllers: [ClientsController, ClientPartsController, StaffController],
  providers: [ExecuteClientCommandHandler, ExecuteStaffCommandHandler, ImportClientsHandler],
})
export class ClientsHttpModule {}
