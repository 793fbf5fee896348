import type { PlantedFaults } from '#embedded-store';
import type { Plant } from './cycle';

/** What each planted fault is, in the store's own words. */
const PLANTED: Readonly<Record<Plant, PlantedFaults>> = {
  'ack-before-sync': { commitOrder: ['write', 'index', 'answer', 'sync', 'publish'] },
  'skip-checksum': { skipChecksums: true },
  'publish-early': { commitOrder: ['write', 'index', 'publish', 'sync', 'answer'] },
};

export const plantedFaults = (plant: Plant | undefined) => (plant ? { planted: PLANTED[plant] } : {});
