// The door for whoever serves routes; who does not need not load what they need.
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { BodyPipe } from './http/body-pipe';

export { Command } from './http/command-route';
export * from './http/fields';
export { type Asked, AskedOf, Filtered, type Filters, parseFilters } from './http/filters';

@Module({})
class BodiesModule {}

/** For whoever takes bodies: none is heard unchecked. */
export const bodiesModule: DynamicModule = {
  module: BodiesModule,
  providers: [{ provide: APP_PIPE, useClass: BodyPipe }],
};
