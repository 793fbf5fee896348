import { CATALOGS as SERVED } from '#composition';
import { META_EVENTS } from '#event-store';

/** Every event that may lie in a store, by the category of its stream. */
export const CATALOGS = { ...SERVED, 'faultline-meta': META_EVENTS } as const;
