// The engines that this server depends on, and whatever else may keep it from its work, for its health pages. What they say
// comes from memory: a health page must answer at once, above all while an engine does not.
import { type DynamicModule, Module } from '@nestjs/common';
import { Store } from '#event-store';
import { KeyJournal } from '#identity/module';
import type { Engine } from '#kernel';
import { READ_STORE } from '#read-store/module';
import type { ServerRole } from '#settings';
import { ClockWatch } from './clock-watch';
import { DiskWatch } from './disk-watch';
import { StoreIdentity } from './store-identity';

export const ENGINES = Symbol('Engines');
export const SERVED_ROLES = Symbol('the roles of this process');
/** What is made of a store, where there is one. */
const ofStore = (token: symbol, made: new (store: Store) => unknown) => ({
  provide: token,
  inject: [{ token: Store, optional: true }],
  useFactory: (store: Store | undefined) => (store ? new made(store) : undefined),
});
const IDENTITY = Symbol('StoreIdentity');
const CLOCKS = Symbol('ClockWatch');

@Module({})
class EnginesModule {}

/** Global. Those that there are; a server on stores in memory has none. `keys` is where the journal of keys is at home. */
export const enginesModule = (roles: readonly ServerRole[], keys: DynamicModule): DynamicModule => ({
  module: EnginesModule,
  global: true,
  imports: [keys],
  providers: [
    { provide: SERVED_ROLES, useValue: roles },
    ofStore(IDENTITY, StoreIdentity),
    ofStore(CLOCKS, ClockWatch),
    {
      provide: ENGINES,
      inject: [
        { token: Store, optional: true },
        { token: READ_STORE, optional: true },
        { token: KeyJournal, optional: true },
        { token: DiskWatch, optional: true },
        IDENTITY,
        CLOCKS,
      ],
      useFactory: (...engines: readonly (Engine | undefined)[]): readonly Engine[] =>
        engines.filter((engine) => engine !== undefined),
    },
  ],
  exports: [ENGINES, SERVED_ROLES],
});
