import { Module } from '@nestjs/common';
import { CLOCK, type Clock, type ProcessManager } from '#kernel';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { DiskWatch } from './health/disk-watch';
import { ALL_PROCESSES, PROCESS_MODULES } from './processes';
import { StuckQuery } from './stuck';

/** What is stuck, for the routes of the api and for the figures of every role. */
@Module({
  imports: PROCESS_MODULES,
  providers: [
    {
      provide: StuckQuery,
      inject: [READ_STORE, CLOCK, { token: DiskWatch, optional: true }, ...ALL_PROCESSES],
      useFactory: (
        views: ReadStore,
        clock: Clock,
        disk: DiskWatch | undefined,
        ...processes: readonly ProcessManager[]
      ) => new StuckQuery(views, clock, processes, disk),
    },
  ],
  exports: [StuckQuery],
})
export class StuckModule {}
