// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { PagesController } from './http/pages.controller';
import { RostersController } from './http/rosters.controller';
import { OnCallModule } from './module';

/** Adds the routes. */
@Module({ imports: [OnCallModule], controllers: [RostersController, PagesController] })
export class OnCallHttpModule {}
