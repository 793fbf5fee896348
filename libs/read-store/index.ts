// The SQL read store: views of what happened, kept by projections, and the processes' agenda. All of it can be rebuilt.
export type { Agenda, AgendaChanges, Due } from './agenda';
export * from './errors';
export { MissedEvents } from './heads';
export type { Lease, Leases } from './leases';
export type { ParkedEvent } from './parked';
export type { AnyProjection, ColumnOf, ColumnType, Projection } from './projection';
export type { Projector } from './projector';
export { openReadStore, type ReadStore, type ReadStoreOptions } from './read-store';
export type { Stuck } from './stuck';
export type { Condition, Page, Query, View } from './view';
