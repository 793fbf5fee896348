import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { openReadStore, type ReadStore, type ReadStoreOptions } from './read-store';

/** Inject with `@Inject(READ_STORE) readStore: ReadStore`. */
export const READ_STORE = Symbol('ReadStore');

/** The read store, once for all modules; closed when the application has shut down. */
@Module({})
export class ReadStoreModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  static forRoot(options: ReadStoreOptions | (() => ReadStoreOptions | Promise<ReadStoreOptions>)): DynamicModule {
    return {
      module: ReadStoreModule,
      global: true,
      providers: [
        {
          provide: READ_STORE,
          useFactory: async () => openReadStore(typeof options === 'function' ? await options() : options),
        },
      ],
      exports: [READ_STORE],
    };
  }

  onApplicationBootstrap(): void {
    void this.store.watch();
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}
