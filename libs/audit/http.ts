// The entry point for programs that serve routes.
import { Module } from '@nestjs/common';
import { CheckpointsController } from './http/checkpoints.controller';

/** Adds the routes. What they read is provided by whoever knows the notary's directory. */
@Module({ controllers: [CheckpointsController] })
export class AuditHttpModule {}
