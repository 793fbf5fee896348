// The one adapter on @eventstore/db-client. Everything else in the house sees the kernel's `EventStore`.
export { APPENDS, type AppendOver } from './client/append';
export type { Backlog } from './client/backlog';
export { outsideCommand, withCommandDeadline } from './client/command-deadline';
export { dialStore } from './client/dial';
export { explained as explainedStoreError } from './client/explain';
export type { AllPage, PlacedEvent } from './client/read-all';
export { serverAt } from './client/server-named';
export type { Checkpoint, Position } from './consume/checkpoint';
export {
  type BatchConsumer,
  type Consumer,
  type Consumption,
  type Ending,
  type EventReference,
  type FailureAction,
  referenceTo,
} from './consume/consumer';
export { dryRunnable, isDryRun, runDry } from './dry-run';
export { envelop, open as openStored } from './envelope/envelope';
export { commandIdOf, eventIdOf, uuidv5 } from './envelope/ids';
export { canonicalForm, canonicalJson, leafOf } from './envelope/leaf';
export { ERASED, keyIdsOf } from './envelope/sealing';
export type { Delivered, Provenance, Stored, StoredMetadata, StoredStamp } from './envelope/stored';
export { type BadTicketId, parseTicketId, sayTicketId, ticketIdsOf } from './envelope/ticket-id';
export * from './errors';
export type { HistoryEntry } from './history';
export { type KeyFile, openKeys, openKeysToRead } from './keys/key-file';
export type { DataKey, Keys } from './keys/keys';
export { masterKey } from './keys/master-key';
export { META_EVENTS, META_STREAM, type MetaEvent } from './meta';
export type { Catalogs, Log, LoopbackUser, StoreOptions } from './options';
export { openStore, Store } from './store';
