import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { Log } from '#event-store';
import { CLOCK, type Clock } from '#kernel';
import type { KeyFile } from './application/key-file';
import { KEY_LOG, KeyJournal } from './application/key-journal';
import type { Sessions } from './application/sessions';
import { DEVELOPMENT_KEYS_COUNT, KEYS, SESSIONS } from './application/tokens';
import { AccessGuard } from './http/access-guard';
import { QueryGuard } from './http/query-guard';

export { KeyJournal };

@Module({})
class ClockModule {}

/** What time it is, for every role. */
export const clockModule = (clock: Clock): DynamicModule => ({
  module: ClockModule,
  global: true,
  providers: [{ provide: CLOCK, useValue: clock }],
  exports: [CLOCK],
});

@Module({})
class IdentityHttpModule {}

/** For whoever answers at all: nobody is heard unidentified. `log` where it is recorded what becomes of keys. */
export const identityHttpModule = (
  keys: KeyFile,
  sessions: Sessions,
  developmentKeysCount: boolean,
  log?: Log,
): DynamicModule => ({
  module: IdentityHttpModule,
  global: true,
  providers: [
    { provide: KEYS, useValue: keys },
    { provide: SESSIONS, useValue: sessions },
    { provide: DEVELOPMENT_KEYS_COUNT, useValue: developmentKeysCount },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: QueryGuard },
    ...(log ? [{ provide: KEY_LOG, useValue: log }, KeyJournal] : []),
  ],
  exports: [KEYS, SESSIONS, DEVELOPMENT_KEYS_COUNT, ...(log ? [KeyJournal] : [])],
});
