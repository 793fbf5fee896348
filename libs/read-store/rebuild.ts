// Filling a table anew beside the one that answers: nobody waits for it, and killed it goes on from where it was.

import type { BatchConsumer, Delivered } from '#event-store';
import type { Connected } from './database';
import { asWriteFailure, ConcurrentWriterError } from './progress';
import type { AnyProjection } from './projection';
import { beginShadowTable, requireState, takeOver } from './projection-state';
import { failureAnswer, GATHER, retryUntilWritten, tableConsumer } from './table-consumer';
import { TableWriter } from './table-writer';

export type RebuildOptions = {
  /** Take over although the live table has come further: it was filled from another store, or from a newer backup. */
  readonly force?: boolean;
  /** Drops what was begun before. */
  readonly restart?: boolean;
  /** How many events are folded for one transaction (2,000): more is faster, and holds up the process for longer. */
  readonly gather?: number;
};

/** Rows that are remembered need not be read again. */
const REMEMBERED = 20_000;

/** A shadow table. Whoever consumes for it may stop at any time; it goes on from there. */
export type Rebuild = {
  /** For the event store's `consume`; read it once more to begin again. */
  readonly consumer: BatchConsumer;
  /** True once its table answers. */
  readonly done: boolean;
  /** Resolves then. */
  readonly takenOver: Promise<void>;
};

/**
 * The live table answers until this one has caught up with it, and is dropped in the transaction in which this one takes
 * its place. Its projector, here or elsewhere, then gets a `ConcurrentWriterError` and follows.
 */
export const openRebuild = async (
  db: Connected,
  projection: AnyProjection,
  { force = false, restart = false, gather = GATHER }: RebuildOptions = {},
): Promise<Rebuild> => {
  const target = await beginShadowTable(db, projection, restart);
  const writer = await TableWriter.open(db, target, Math.max(gather, REMEMBERED));
  let done = false;
  let caughtUp = false;
  let resolveDone = () => {};
  const takenOver = new Promise<void>((resolve) => {
    resolveDone = resolve;
  });

  /** Whether another process has made this table, or a later one, the live one. Throws `ConcurrentWriterError` where it is gone. */
  const look = async (): Promise<void> => {
    const { live, shadow } = await requireState(db.sql, projection);
    done ||= live.number >= target.number;
    if (done) resolveDone();
    else if (shadow?.number !== target.number)
      throw new ConcurrentWriterError(`${target.reader} was given up: another rebuild of the view has begun.`);
  };

  const tryTakeOver = async (): Promise<void> => {
    const taken = await asWriteFailure(target.reader, () => takeOver(db, target, force));
    if (taken !== 'not-yet') await look();
  };

  const handleBatch = async (batch: readonly Delivered[]): Promise<void> => {
    while (!done && !(await writer.handle(batch, caughtUp ? 0 : gather))) await look();
    if (caughtUp && !done) await tryTakeOver();
  };

  const onCaughtUp = async (): Promise<void> => {
    while (!done && !(await writer.flush())) await look();
    caughtUp = true;
    if (!done) await tryTakeOver();
  };

  const onFailure: BatchConsumer['onFailure'] = async (error, place) => {
    await look().catch(() => undefined);
    return done ? 'halt' : failureAnswer(error, place, writer);
  };

  return {
    get consumer() {
      return tableConsumer(writer, { handleBatch, onFailure, onCaughtUp: () => retryUntilWritten(onCaughtUp) });
    },
    get done() {
      return done;
    },
    takenOver,
  };
};
