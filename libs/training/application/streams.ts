import { streamOf } from '#kernel';

export const trainingStream = (trainingId: string): string => streamOf('training', trainingId);
export const CATALOG = streamOf('resources', 'catalog');
