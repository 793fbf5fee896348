// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { KeysController } from './http/keys.controller';
import { SessionController } from './http/session.controller';

/** Adds the routes. */
@Module({ controllers: [KeysController, SessionController] })
export class IdentityRoutesModule {}
