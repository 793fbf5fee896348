// The entry point for programs that serve routes; a program without routes does not load their packages.
import { Module } from '@nestjs/common';
import { PoliciesController } from './http/policies.controller';
import { PolicyModule } from './module';

export { comparison } from './http/answers';

/** Adds the routes. */
@Module({ imports: [PolicyModule], controllers: [PoliciesController] })
export class PolicyHttpModule {}
