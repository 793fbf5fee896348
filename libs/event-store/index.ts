// The one adapter on @eventstore/db-client. Everything else in the house sees the kernel's `EventStore`.
export type { Backlog } from './client/backlog';
export { withCommandDeadline } from './client/command-deadline';
export type { Checkpoint, Position } from './consume/checkpoint';
export type { Consumer, Consumption, Ending, EventReference, FailureAction } from './consume/consumer';
export { open as openStored } from './envelope/envelope';
export { commandIdOf, eventIdOf, uuidv5 } from './envelope/ids';
export { canonicalForm, leafOf } from './envelope/leaf';
export { ERASED } from './envelope/sealing';
export type { Delivered, Provenance, Stored, StoredMetadata, StoredStamp } from './envelope/stored';
export { type BadTicketId, parseTicketId, sayTicketId, ticketIdsOf } from './envelope/ticket-id';
export * from './errors';
export type { HistoryEntry } from './history';
export { type KeyFile, openKeys, openKeysToRead } from './keys/key-file';
export type { DataKey, Keys } from './keys/keys';
export { masterKey } from './keys/master-key';
export { META_EVENTS, type MetaEvent } from './meta';
export type { Catalogs, Log, StoreOptions } from './options';
export { openStore, Store } from './store';
