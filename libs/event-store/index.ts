// The one adapter on @eventstore/db-client. Everything else in the house sees the kernel's `EventStore`.
export type { Checkpoint, Position } from './checkpoint';
export type { Answer, Consumer, Consumption, Ending, Place } from './consumer';
export * from './errors';
export type { HistoryEntry } from './history';
export { commandIdOf, eventIdOf, uuidv5 } from './ids';
export { type KeyFile, openKeys, openKeysToRead } from './key-file';
export type { DataKey, Keys } from './keys';
export { canonicalForm, leafOf } from './leaf';
export { masterKey } from './master-key';
export { META_EVENTS, type MetaEvent } from './meta';
export type { Catalogs, Log, StoreOptions } from './options';
export { ERASED } from './sealing';
export { openStore, Store } from './store';
export type { Delivered, Provenance, Stored, StoredMetadata, StoredStamp } from './stored';
export { type BadTicketId, parseTicketId, sayTicketId, ticketIdsOf } from './ticket-id';
