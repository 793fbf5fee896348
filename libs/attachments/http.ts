// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { FilesController } from './http/files.controller';

/** Adds the routes. */
@Module({ imports: [CqrsModule], controllers: [FilesController] })
export class AttachmentsHttpModule {}
