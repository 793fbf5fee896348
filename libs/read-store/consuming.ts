import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, Delivered, EventReference, FailureAction } from '#event-store';
import { ReadStoreUnavailable } from './errors';
import type { Filler } from './filler';
import { readerOf } from './filling';
import { MissedEvents } from './heads';
import { OtherStore, Overtaken, WriteFailed } from './progress';
import { isDamage } from './sqlite';

const BATCH_MAX = 500;
/** How many events are folded for one transaction while nobody reads the table yet. */
export const GATHER = 2_000;

type Parts = { handleBatch: (batch: readonly Delivered[]) => Promise<void> } & Pick<
  Consumer,
  'onFailure' | 'onCaughtUp'
>;
export const consumerOf = ({ filling, checkpoint }: Filler, { handleBatch, ...parts }: Parts): Consumer => {
  let overtaken: Overtaken | undefined;
  return {
    name: readerOf(filling.projection),
    prefixes: filling.projection.streams,
    from: checkpoint,
    batchMax: BATCH_MAX,
    ...parts,
    // What it would be handed next does not follow on what is there: only another one, from the checkpoint, goes on.
    handleBatch: async (batch) => {
      if (overtaken) throw overtaken;
      try {
        await handleBatch(batch);
      } catch (error) {
        if (error instanceof Overtaken) overtaken = error;
        throw error;
      }
    },
  };
};

const HALTS = [OtherStore, MissedEvents, Overtaken, ReadStoreUnavailable];

/** What becomes of an event that could not be taken; whatever was gathered before it is written first. */
export const answerOf = async (error: unknown, place: EventReference, filler: Filler): Promise<FailureAction> => {
  if (HALTS.some((kind) => error instanceof kind)) return 'halt';
  if (error instanceof WriteFailed) return isDamage(error.cause) ? 'halt' : 'retry';
  const { onFailure } = filler.filling.projection;
  try {
    if (onFailure === 'halt') await filler.flush();
    if (onFailure === 'park') await filler.parkAt(place, error instanceof Error ? error.message : String(error));
    return onFailure;
  } catch (failure) {
    return failure instanceof Overtaken ? 'halt' : 'retry'; // the database is gone: nothing is noted yet
  }
};

const PATIENCE_MS = 8_000;
const PAUSE_MS_MAX = 1_000;

/** Says it to the database until it is heard, for some seconds: where no event is at hand that could be handed over again. */
export const insisting = async (work: () => Promise<void>): Promise<void> => {
  const end = Date.now() + PATIENCE_MS;
  for (let wait = 10; ; wait = Math.min(wait * 2, PAUSE_MS_MAX))
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseGone(error) || Date.now() > end) throw error;
      await pause(wait);
    }
};

/** The database did not answer, or broke off: it is worth another try. */
export const isDatabaseGone = (error: unknown): boolean => error instanceof WriteFailed && !isDamage(error.cause);
