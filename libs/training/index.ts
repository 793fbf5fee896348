// What other contexts may know of trainings and of the catalogue of documentation. Pure.
export { RESOURCE_EVENTS, type ResourceCommand, resources } from './domain/resources';
export { TRAINING_EVENTS, type TrainingCommand, type TrainingProblem, training } from './domain/training';
