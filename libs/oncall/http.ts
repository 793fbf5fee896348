// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CalendarFeedsController } from './http/calendar-feeds.controller';
import { PagesController } from './http/pages.controller';
import { RostersController } from './http/rosters.controller';
import { VoicemailSignature, VoicemailsController } from './http/voicemails.controller';
import { OnCallModule } from './module';

/** Adds the routes. */
@Module({
  imports: [CqrsModule, OnCallModule],
  controllers: [RostersController, PagesController, VoicemailsController, CalendarFeedsController],
  providers: [VoicemailSignature],
})
export class OnCallHttpModule {}
