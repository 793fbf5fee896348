// The door for whoever serves routes; who does not need not load what they need.
import { Module } from '@nestjs/common';
import { ResourcesController } from './http/resources.controller';
import { TrainingsController } from './http/trainings.controller';
import { TrainingModule, WebinarsModule } from './module';

/** Adds the routes. */
@Module({ imports: [TrainingModule, WebinarsModule], controllers: [TrainingsController, ResourcesController] })
export class TrainingHttpModule {}
