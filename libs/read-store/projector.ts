import type { Answer, Consumer, Delivered, Place } from '#event-store';
import { isAfter } from './checkpoints';
import type { Connected } from './database';
import { foldBatch, foldRows } from './fold-batch';
import { MissedEvents, saveHeads } from './heads';
import { forgetParked, park, parkedEvents, readAgain } from './parked';
import { NOTHING, OtherStore, Progress, WriteFailed } from './progress';
import type { AnyProjection } from './projection';
import { emptyTable, registerProjection, takeOver } from './registry';
import { isDamage } from './sqlite';
import { readerOf, writeRows } from './view-table';

/** Keeps one projection's table. */
export type Projector = {
  /** For the event store's `consume`; read it anew to begin again: it starts from the checkpoint as it stands then. */
  readonly consumer: Consumer;
  /** True once it has caught up for the first time; from then on the view answers. */
  readonly ready: boolean;
  /** Folds what waits of one ticket, read again from the store. Throws what the projection throws; it waits on then. */
  unpark(sequence: string, read: (stream: string, from: number) => Promise<readonly Delivered[]>): Promise<void>;
  /** Empties the table. To be called while nobody consumes; the next `consumer` begins at the start. */
  startOver(): Promise<void>;
};

const BATCH_MAX = 500;

/** Batches of events in, rows and checkpoint out, in one transaction. Two at once do no harm: one finds itself overtaken. */
export const openProjector = async (db: Connected, projection: AnyProjection): Promise<Projector> => {
  const reader = readerOf(projection);
  const progress = new Progress(db, reader);
  let ready = await registerProjection(db, projection);
  await progress.reload();

  const handleBatch = async (batch: readonly Delivered[]): Promise<void> => {
    for (;;) {
      const fresh = batch.filter(({ position }) => isAfter(position, progress.checkpoint));
      const last = fresh.at(-1);
      if (last === undefined) return;
      const moved = await progress.moveTo(last.checkpoint, async (tx) => {
        const { rows, heads, waiting } = await foldBatch(tx, projection, progress.memory, progress.parked, fresh);
        await writeRows(tx, projection, rows);
        await saveHeads(tx, reader, heads);
        await park(tx, reader, waiting.map(placeOf));
        return { rows, heads };
      });
      if (moved) return;
    }
  };

  const parkAt = async (place: Place, reason: string): Promise<void> => {
    while (isAfter(place.checkpoint, progress.checkpoint)) {
      const heads = new Map([[place.stream, place.revision]]);
      await progress.moveTo(place.checkpoint, async (tx) => {
        await saveHeads(tx, reader, heads);
        await park(tx, reader, [place], reason);
        return { ...NOTHING, heads };
      });
    }
    await progress.reload();
  };

  /** Empties the table; until it has caught up again, the view does not answer. */
  const startOver = async (): Promise<void> => {
    for (let moved = false; !moved; )
      moved = await progress.moveTo('start', async (tx) => {
        await emptyTable(tx, projection);
        return NOTHING;
      });
    await progress.reload();
    ready = false;
  };

  const onFailure = async (error: unknown, place: Place): Promise<Answer> => {
    if (error instanceof OtherStore) return 'halt';
    if (error instanceof MissedEvents)
      return startOver().then(
        () => 'halt',
        () => 'retry',
      );
    if (error instanceof WriteFailed) return isDamage(error.cause) ? 'halt' : 'retry';
    if (projection.onFailure !== 'park') return projection.onFailure;
    try {
      await parkAt(place, error instanceof Error ? error.message : String(error));
      return 'park';
    } catch {
      return 'retry'; // the database is gone: nothing is noted yet
    }
  };

  const onCaughtUp = async (): Promise<void> => {
    if (ready) return;
    await takeOver(db.sql, projection);
    ready = true;
  };

  return {
    get ready() {
      return ready;
    },
    get consumer() {
      const from = progress.checkpoint;
      return {
        name: reader,
        prefixes: projection.streams,
        from,
        batchMax: BATCH_MAX,
        handleBatch,
        onFailure,
        onCaughtUp,
      };
    },
    async unpark(sequence, read) {
      for (let moved = false; !moved || progress.parked.has(sequence); ) {
        const waiting = await parkedEvents(db.sql, reader, sequence);
        const events = await readAgain(waiting, read);
        moved = await progress.moveTo('stay', async (tx) => {
          if ((await parkedEvents(tx, reader, sequence)).length !== waiting.length) return 'overtaken';
          const rows = await foldRows(tx, projection, progress.memory, events);
          await writeRows(tx, projection, rows);
          await forgetParked(tx, reader, sequence);
          return { ...NOTHING, rows };
        });
        await progress.reload();
      }
    },
    startOver,
  };
};

const placeOf = ({ stream, stamp, event, checkpoint }: Delivered): Place => ({
  stream,
  revision: stamp.revision,
  eventId: stamp.eventId,
  type: event.type,
  checkpoint,
});
