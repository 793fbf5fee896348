// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { KeysController } from './http/keys.controller';

/** Adds the routes. */
@Module({ controllers: [KeysController] })
export class IdentityRoutesModule {}
