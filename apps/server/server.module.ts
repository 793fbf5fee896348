import type { DynamicModule, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { BillingHttpModule } from '#billing/module';
import type { Log } from '#event-store';
import type { Clock, KeyFile } from '#identity';
import { clockModule, identityHttpModule } from '#identity/module';
import { MessagingHttpModule } from '#messaging/module';
import { OperationsHttpModule } from '#operations/module';
import { PolicyHttpModule } from '#policy/module';
import { SlaHttpModule } from '#sla/module';
import { TicketingHttpModule } from '#ticketing/module';
import type { ServerRole } from './config';
import { HealthController } from './health.controller';
import { ProblemFilter } from './problem-filter';
import { ProblemsController } from './problems.controller';
import { StuckHttpModule } from './stuck.controller';

/** The routes of each role. What the others do besides is in `role-runner.ts`; all of them answer /health. */
const ROUTES: Readonly<Record<ServerRole, readonly Type[]>> = {
  api: [
    TicketingHttpModule,
    BillingHttpModule,
    SlaHttpModule,
    PolicyHttpModule,
    OperationsHttpModule,
    StuckHttpModule,
    MessagingHttpModule,
  ],
  projector: [],
  sla: [],
  billing: [],
  public: [],
  webhooks: [],
  publisher: [],
};

/** What a server is made of besides its roles. */
export type Wiring = {
  readonly roles: readonly ServerRole[];
  readonly clock: Clock;
  readonly keys: KeyFile;
  /** Whether keys of a development server count; only ever on loopback. */
  readonly developmentKeysCount: boolean;
  readonly log: Log;
  /** The stores, and what runs on them; global. */
  readonly modules: readonly DynamicModule[];
};

@Module({})
class ServerModule {}

/** Whatever the roles: a clock, problem documents, who may call what, and the answer to "are you there?". */
export const serverModule = ({ roles, clock, keys, developmentKeysCount, log, modules }: Wiring): DynamicModule => ({
  module: ServerModule,
  imports: [
    CqrsModule.forRoot(),
    clockModule(clock),
    ...modules,
    identityHttpModule(keys, developmentKeysCount),
    ...new Set(roles.flatMap((role) => ROUTES[role])),
  ],
  controllers: [HealthController, ProblemsController],
  providers: [{ provide: APP_FILTER, useValue: new ProblemFilter(log) }],
});
