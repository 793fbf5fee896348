import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { SlaController } from './http/sla.controller';

/** Adds the routes. */
@Module({ imports: [CqrsModule], controllers: [SlaController] })
export class SlaHttpModule {}
