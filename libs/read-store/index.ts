// The SQL read store: views of what happened, kept by projections, and the processes' deadline store. All of it can be rebuilt.

export { DatabaseError } from './database-errors';
export type { DeadlineChanges, DeadlineStore, Due } from './deadline-store';
export * from './errors';
export { MissedEvents } from './heads';
export type { Lease, Leases } from './leases';
export { type ListQuery, runListQuery } from './list-query';
export { type ParkedTicket, type Parking, type PassedOver, WHOLE_CONSUMER } from './parked-tickets';
export { type PostgresAddress, postgresAddress } from './postgres-address';
export type { AnyProjection, ColumnOf, ColumnType, Projection } from './projection';
export type { Projector } from './projector';
export { isView, openReadStore, type ReadStore, type ReadStoreOptions } from './read-store';
export type { Rebuild, RebuildOptions } from './rebuild';
export type { SharedLimits as AskedTogether } from './shared-limits';
export type { ProjectionStatus } from './status';
export { isPassing } from './table-consumer';
export { type CanonicalRow, differingKeys, hashOf, type Snapshot } from './table-hash';
export type { Condition, Group, Grouping, Page, Query, View } from './view';
