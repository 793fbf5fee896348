// One projection and the table that answers for it. Rows, heads and checkpoint move in one transaction (I8): whatever kills
// this process, the table is as it was after some event, and goes on from there.

import type { BatchConsumer, Delivered, EventReference, Position } from '#event-store';
import { isEngineAway } from '#kernel';
import type { Connected } from './database';
import { type ParkedTicket, ParkedTickets } from './parked-tickets';
import { asWriteFailure, WriteFailed } from './progress';
import type { AnyProjection } from './projection';
import { aimAt, registerProjection, requireState, takeOver } from './projection-state';
import { openRebuild, type Rebuild, type RebuildOptions } from './rebuild';
import { failureAnswer, GATHER, retryUntilWritten, tableConsumer } from './table-consumer';
import { readerOf } from './table-generation';
import { type ReadStream, TableWriter } from './table-writer';

/** Keeps the rows of one projection: writes to the table that answers, whichever that is. */
export type Projector = {
  /** Name and version: `ticket-list@1`. */
  readonly name: string;
  /** For the event store's `consume`; read it once more to begin again: it starts from the checkpoint as it is then. */
  readonly consumer: BatchConsumer;
  /** True once it has caught up for the first time; from then on the view answers. */
  readonly ready: boolean;
  /** The tickets that its table waits with. */
  parked(): Promise<readonly ParkedTicket[]>;
  /**
   * Folds what waits of one ticket, read again from the store. Throws what the projection throws: another attempt that
   * has failed; it waits on then.
   */
  unpark(key: string, read: ReadStream): Promise<void>;
  /** Begins to fill a shadow table, or goes on with one that was begun. */
  rebuild(options?: RebuildOptions): Promise<Rebuild>;
  /** Notes where the store ends (any position): the progress of a table that is being filled is measured against that. */
  aim(end: Position): Promise<void>;
  /** Goes over to the table that has taken the place of the one it knew. True where one has. */
  follow(): Promise<boolean>;
};
/** Two at once do no harm: one gets a `ConcurrentWriterError`. */
export const openProjector = async (db: Connected, projection: AnyProjection): Promise<Projector> => {
  const state = await registerProjection(db, projection);
  let { ready } = state;
  let writer = await TableWriter.open(db, state.live);

  const follow = async (): Promise<boolean> => {
    const now = await requireState(db.sql, projection);
    ready = now.ready;
    if (now.live.number === writer.target.number) return false;
    writer = await TableWriter.open(db, now.live);
    return true;
  };

  const handleBatch = async (batch: readonly Delivered[]): Promise<void> => {
    while (!(await writer.handle(batch, ready ? 0 : GATHER))) await follow();
  };

  const onCaughtUp = async (): Promise<void> => {
    if (ready) return;
    await writer.flush();
    await asWriteFailure(readerOf(projection), async () => {
      await takeOver(db, writer.target);
      await follow();
    });
  };

  return {
    name: readerOf(projection),
    get ready() {
      return ready;
    },
    get consumer() {
      const onFailure = async (error: unknown, place: EventReference) => {
        if (error instanceof WriteFailed) await follow().catch(() => undefined);
        return failureAnswer(error, place, writer);
      };
      return tableConsumer(writer, { handleBatch, onFailure, onCaughtUp: () => retryUntilWritten(onCaughtUp) });
    },
    parked: () => new ParkedTickets(db.sql).all(readerOf(projection)),
    async unpark(key, read) {
      try {
        while ((await writer.unpark(key, read)) === 'concurrent-writer') await follow();
      } catch (error) {
        if (!isEngineAway(error)) await writer.noteAttempt(key, error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
    rebuild: (options) => openRebuild(db, projection, options),
    aim: ({ commit }) => aimAt(db.sql, projection, commit),
    follow,
  };
};
