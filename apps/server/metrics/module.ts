import { type DynamicModule, Module } from '@nestjs/common';
import type { Engine } from '#kernel';
import { DiskWatch } from '../health/disk-watch';
import { ENGINES } from '../health/engines';
import { RoleRunner } from '../role-runner';
import { StuckQuery } from '../stuck';
import { StuckModule } from '../stuck.module';
import { Metrics } from './metrics';
import { MetricsController } from './metrics.controller';
import { remembered } from './remembered';

@Module({})
class MetricsModule {}

/** In every role. */
export const metricsModule: DynamicModule = {
  module: MetricsModule,
  imports: [StuckModule],
  controllers: [MetricsController],
  providers: [
    {
      provide: Metrics,
      inject: [ENGINES, StuckQuery, { token: RoleRunner, optional: true }, { token: DiskWatch, optional: true }],
      useFactory: (engines: readonly Engine[], stuck: StuckQuery, runner?: RoleRunner, disk?: DiskWatch) =>
        new Metrics({
          engines,
          work: () => runner?.work() ?? [],
          room: () => disk?.room ?? [],
          storeBytes: () => disk?.storeBytes,
          stuck: remembered(() => stuck.figures()),
        }),
    },
  ],
};
