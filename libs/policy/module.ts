import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PolicyVersionsHandler } from './application/policy-queries';
import { PublishVersionHandler } from './application/publish-version';
import { PoliciesController } from './http/policies.controller';

/** Lets a role publish policies. */
@Module({ imports: [CqrsModule], providers: [PublishVersionHandler, PolicyVersionsHandler] })
export class PolicyModule {}

/** Adds the routes. */
@Module({ imports: [CqrsModule, PolicyModule], controllers: [PoliciesController] })
export class PolicyHttpModule {}
