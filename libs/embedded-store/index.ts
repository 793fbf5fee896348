/** The embedded node: an EventStoreDB of our own, on loopback. See docs/embedded-store.md. */

export type { AppendOutcome, AppendRequest } from './engine/append-request';
export { Store } from './engine/store';
export type { StoreOptions } from './engine/store-options';
export { startNodeInWorker, type WorkerNodeOptions } from './in-worker';
export { backup, NotBackedUp } from './maintenance/backup';
export { ContentHash } from './maintenance/content-hash';
export { exportLines } from './maintenance/export';
export { exportFromServer } from './maintenance/export-from-server';
export { importIntoServer } from './maintenance/import-into-server';
export { type Imported, type ImportOptions, importIntoStore } from './maintenance/import-into-store';
export { type Repaired, repair } from './maintenance/repair';
export { type NameUsage, type Stats, stats } from './maintenance/stats';
export { type StreamsOnDisk, streamsOnDisk } from './maintenance/streams-on-disk';
export { CannotLook, type Survey, type SurveyOptions, survey } from './maintenance/survey';
export type { Problem } from './maintenance/survey-findings';
export { type Verdict, verify } from './maintenance/verify';
export { CannotStart, type EmbeddedNode, type NodeOptions, startNode } from './node';
export { type Disk, type DiskFile, realDisk } from './storage/disk';
export { DamagedLog, StoreUnavailable } from './storage/errors';
export { type EventId, eventId } from './storage/event-id';
export {
  COMMIT_ORDER,
  type CommitStep,
  FAULT_POINTS,
  type FaultPoint,
  type OnFaultPoint,
  type PlantedFaults,
} from './storage/fault-points';
export { recordsOf } from './storage/frame';
export { type Lock, ownerOf, StoreLocked } from './storage/lock';
export { parseRecord, type StoredEvent } from './storage/record';
