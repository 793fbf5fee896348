import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { Log } from '#event-store';
import type { KeyFile, Sessions } from '#identity';
import { clockModule, identityHttpModule } from '#identity/module';
import type { ProviderSignIn } from '#identity/sign-in';
import type { Clock } from '#kernel';
import type { ServerRole } from '#settings';
import type { ApiModule } from './api';
import { CommandDeadline } from './command-deadline.interceptor';
import { enginesModule } from './health/engines';
import { HealthController } from './health/health.controller';
import { metricsModule } from './metrics/module';
import { ProblemFilter } from './problem-filter';

/** Routes, and all that they need: a third of what there is, which is loaded by who has the role and by nobody else. */
const loadApiModule = () => (require('./api') as { ApiModule: typeof ApiModule }).ApiModule;

/** What a server is made of besides its roles. */
export type Wiring = {
  readonly roles: readonly ServerRole[];
  readonly clock: Clock;
  readonly keys: KeyFile;
  readonly sessions: Sessions;
  /** Whether keys of a development server count; only ever on loopback. */
  readonly developmentKeysCount: boolean;
  readonly log: Log;
  /** How people sign in by an identity provider, and where they come back to; where it listens, if that is not said. */
  readonly signIn?: ProviderSignIn;
  readonly publicUrl?: string;
  /** The stores, and what runs on them; global. */
  readonly modules: readonly DynamicModule[];
};

@Module({})
class ServerModule {}

/**
 * Whatever the roles: a clock, problem documents, who may call what, and the answer to "are you there?". What the roles
 * do besides is in `role-runner.ts`.
 */
export const serverModule = ({
  roles,
  clock,
  keys,
  sessions,
  developmentKeysCount,
  log,
  modules,
}: Wiring): DynamicModule => {
  const identity = identityHttpModule(keys, sessions, developmentKeysCount, roles.includes('api') ? log : undefined);
  return {
    module: ServerModule,
    imports: [
      CqrsModule.forRoot(),
      clockModule(clock),
      ...modules,
      identity,
      enginesModule(roles, identity),
      metricsModule,
      ...(roles.includes('api') ? [loadApiModule()] : []),
    ],
    controllers: [HealthController],
    providers: [
      { provide: APP_FILTER, useValue: new ProblemFilter(log) },
      { provide: APP_INTERCEPTOR, useClass: CommandDeadline },
    ],
  };
};
