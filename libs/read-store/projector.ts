import type { Consumer, Delivered, EventReference, Position } from '#event-store';
import { answerOf, consumerOf, GATHER, insisting } from './consuming';
import type { Connected } from './database';
import { Filler } from './filler';
import { readerOf } from './filling';
import { WriteFailed, writing } from './progress';
import type { AnyProjection } from './projection';
import { openRebuild, type Rebuild, type RebuildOptions } from './rebuild';
import { aimAt, mustStand, registerProjection, takeOver } from './registry';

/** Keeps the rows of one projection: writes to the table that answers, whichever that is. */
export type Projector = {
  /** Name and version: `ticket-list@1`. */
  readonly name: string;
  /** For the event store's `consume`; read it anew to begin again: it starts from the checkpoint as it stands then. */
  readonly consumer: Consumer;
  /** True once it has caught up for the first time; from then on the view answers. */
  readonly ready: boolean;
  /** Folds what waits of one ticket, read again from the store. Throws what the projection throws; it waits on then. */
  unpark(sequence: string, read: (stream: string, from: number) => Promise<readonly Delivered[]>): Promise<void>;
  /** Begins to fill a table of its own beside the live one, or goes on with one that was begun. */
  rebuild(options?: RebuildOptions): Promise<Rebuild>;
  /** Notes where the store ends (any position): how far a filling has come is said against that. */
  aim(end: Position): Promise<void>;
  /** Goes over to the table that has taken the place of the one it knew. True where one has. */
  follow(): Promise<boolean>;
};
/** Two at once do no harm: one finds itself overtaken. */
export const openProjector = async (db: Connected, projection: AnyProjection): Promise<Projector> => {
  const standing = await registerProjection(db, projection);
  let { ready } = standing;
  let filler = await Filler.open(db, standing.live);

  const follow = async (): Promise<boolean> => {
    const now = await mustStand(db.sql, projection);
    ready = now.ready;
    if (now.live.generation === filler.filling.generation) return false;
    filler = await Filler.open(db, now.live);
    return true;
  };

  const handleBatch = async (batch: readonly Delivered[]): Promise<void> => {
    while (!(await filler.handle(batch, ready ? 0 : GATHER))) await follow();
  };

  const onCaughtUp = async (): Promise<void> => {
    if (ready) return;
    await filler.flush();
    await writing(readerOf(projection), async () => {
      await takeOver(db.sql, filler.filling);
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
        return answerOf(error, place, filler);
      };
      return consumerOf(filler, { handleBatch, onFailure, onCaughtUp: () => insisting(onCaughtUp) });
    },
    async unpark(sequence, read) {
      while ((await filler.unpark(sequence, read)) === 'overtaken') await follow();
    },
    rebuild: (options) => openRebuild(db, projection, options),
    aim: ({ commit }) => aimAt(db.sql, projection, commit),
    follow,
  };
};
