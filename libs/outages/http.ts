// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { OutagesController } from './http/outages.controller';
import { OutagesModule } from './module';

/** Adds the routes. */
@Module({ imports: [OutagesModule], controllers: [OutagesController] })
export class OutagesHttpModule {}
