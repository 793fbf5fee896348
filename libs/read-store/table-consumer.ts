import { setTimeout as pause } from 'node:timers/promises';
import type { BatchConsumer, Delivered, EventReference, FailureAction } from '#event-store';
import { faultOf } from './database-errors';
import { ReadStoreUnavailable } from './errors';
import { MissedEvents } from './heads';
import { ConcurrentWriterError, OtherStore, WriteFailed } from './progress';
import { readerOf } from './table-generation';
import type { TableWriter } from './table-writer';

const BATCH_MAX = 500;
/** How many events are folded for one transaction while nobody reads the table yet. */
export const GATHER = 2_000;

type Parts = { handleBatch: (batch: readonly Delivered[]) => Promise<void> } & Pick<
  BatchConsumer,
  'onFailure' | 'onCaughtUp'
>;
export const tableConsumer = (writer: TableWriter, { handleBatch, ...parts }: Parts): BatchConsumer => {
  const { target } = writer;
  let overtaken: ConcurrentWriterError | undefined;
  return {
    name: readerOf(target.projection),
    prefixes: target.projection.streams,
    from: writer.from,
    onPassed: async (to) => {
      if (!overtaken) await writer.pass(to);
    },
    batchMax: BATCH_MAX,
    ...parts,
    // What it would be handed next does not follow on what is there: only another one, from the checkpoint, goes on.
    handleBatch: async (batch) => {
      if (overtaken) throw overtaken;
      try {
        await handleBatch(batch);
      } catch (error) {
        if (error instanceof ConcurrentWriterError) overtaken = error;
        throw error;
      }
    },
  };
};

const HALTS = [OtherStore, MissedEvents, ConcurrentWriterError, ReadStoreUnavailable];

/** What becomes of an event that could not be taken; whatever was gathered before it is written first. */
export const failureAnswer = async (
  error: unknown,
  place: EventReference,
  writer: TableWriter,
): Promise<FailureAction> => {
  if (HALTS.some((kind) => error instanceof kind)) return 'halt';
  if (faultOf(error) === 'damaged') return 'halt';
  if (isDatabaseFailure(error)) return 'retry';
  const { onFailure } = writer.target.projection;
  try {
    if (onFailure === 'halt') await writer.flush();
    if (onFailure === 'park') await writer.parkAt(place, error instanceof Error ? error.message : String(error));
    return onFailure;
  } catch (failure) {
    return failure instanceof ConcurrentWriterError ? 'halt' : 'retry'; // the database is away: nothing is written yet
  }
};

const PATIENCE_MS = 8_000;
const PAUSE_MS_MAX = 1_000;

/** Retries a write for some seconds while the database is away: where there is no event that could be delivered again. */
export const retryUntilWritten = async (work: () => Promise<void>): Promise<void> => {
  const end = Date.now() + PATIENCE_MS;
  for (let wait = 10; ; wait = Math.min(wait * 2, PAUSE_MS_MAX))
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseFailure(error) || Date.now() > end) throw error;
      await pause(wait);
    }
};

/** Consuming again from the checkpoint may help: another writer was here, or the database is at fault. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ConcurrentWriterError || isDatabaseFailure(error);

/** The database is at fault, not the events, and another try may help. */
const isDatabaseFailure = (error: unknown): boolean => {
  const fault = faultOf(error);
  return fault === undefined ? error instanceof WriteFailed : fault !== 'damaged' && fault !== 'value';
};
