// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { PoliciesController } from './http/policies.controller';
import { PolicyModule } from './module';

/** Adds the routes. */
@Module({ imports: [PolicyModule], controllers: [PoliciesController] })
export class PolicyHttpModule {}
