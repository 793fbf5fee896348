// The entry point for programs that serve routes.
import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { EVENT_STORE } from '#event-store/module';
import { CLOCK, type Clock, type EventStore } from '#kernel';
import { ReadingLog } from './application/reading-log';
import { CheckpointsController } from './http/checkpoints.controller';
import { HistoriesController } from './http/histories.controller';
import { ReadingInterceptor } from './http/reading.interceptor';
import { ReadingsController } from './http/readings.controller';

/** Adds the routes. What they read is provided by whoever knows the notary's directory. */
@Module({
  controllers: [CheckpointsController, HistoriesController, ReadingsController],
  providers: [
    {
      provide: ReadingLog,
      inject: [EVENT_STORE, CLOCK],
      useFactory: (store: EventStore, clock: Clock) => new ReadingLog(store, clock),
    },
    { provide: APP_INTERCEPTOR, useClass: ReadingInterceptor },
  ],
})
export class AuditHttpModule {}
