// The entry point for programs that serve routes.
import { Module } from '@nestjs/common';
import { CheckpointsController } from './http/checkpoints.controller';
import { HistoriesController } from './http/histories.controller';

/** Adds the routes. What they read is provided by whoever knows the notary's directory. */
@Module({ controllers: [CheckpointsController, HistoriesController] })
export class AuditHttpModule {}
