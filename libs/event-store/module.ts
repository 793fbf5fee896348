import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { StoreOptions } from './options';
import { openStore, Store } from './store';

/** The kernel's port, `EventStore`; it is the same object as the class `Store`. */
export const EVENT_STORE = Symbol('EventStore');

/** The store, once for all modules. Inject `EVENT_STORE` (the port) where events are decided, `Store` where they are consumed. */
@Module({})
export class EventStoreModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(Store) private readonly store: Store) {}

  static forRoot(options: StoreOptions | (() => StoreOptions | Promise<StoreOptions>)): DynamicModule {
    return {
      module: EventStoreModule,
      global: true,
      providers: [
        {
          provide: Store,
          useFactory: async () => openStore(typeof options === 'function' ? await options() : options),
        },
        { provide: EVENT_STORE, useExisting: Store },
      ],
      exports: [Store, EVENT_STORE],
    };
  }

  onApplicationBootstrap(): void {
    void this.store.watch();
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}
