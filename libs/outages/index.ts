// What other contexts may know of outages. Pure.
export { OUTAGE_EVENTS, OUTAGE_HOLD_EVENTS } from './domain/catalog';
export { type KnownOutage, type Outage, type OutageCommand, type OutageProblem, outage } from './domain/outage';
export type * from './domain/outage-events';
export { type HoldCommand, outageHold } from './domain/outage-hold';
