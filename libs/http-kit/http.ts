// What a lib with routes needs to declare them: field decorators, the list query, the body pipe. Loaded by the api alone.
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { BodyPipe } from './body-pipe';

export { Answers } from './answer-declaration';
export { CommandRoute } from './command-route';
export * from './fields';
export { AcceptsListQuery, type Filters, ListQueryParam, type ParsedListQuery, parseFilters } from './filters';

@Module({})
class BodiesModule {}

/** Every body and query is validated before a controller sees it. */
export const bodiesModule: DynamicModule = {
  module: BodiesModule,
  providers: [{ provide: APP_PIPE, useClass: BodyPipe }],
};
