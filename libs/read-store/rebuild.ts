import type { Consumer, Delivered } from '#event-store';
import { answerOf, consumerOf, GATHER, insisting } from './consuming';
import type { Connected } from './database';
import { Filler } from './filler';
import { Overtaken, writing } from './progress';
import type { AnyProjection } from './projection';
import { beginBeside, mustStand, takeOver } from './registry';

export type RebuildOptions = {
  /** Take over although the live table has come further: it was filled from another store, or from a newer backup. */
  readonly anyhow?: boolean;
  /** Drops what was begun before. */
  readonly anew?: boolean;
  /** How many events are folded for one transaction (2,000): more is faster, and holds up the process for longer. */
  readonly gather?: number;
};

/** Rows that are remembered need not be read again. */
const REMEMBERED = 20_000;

/** A table that is filled beside the live one. Whoever consumes for it may stop at any time; it goes on from there. */
export type Rebuild = {
  /** For the event store's `consume`; read it anew to begin again. */
  readonly consumer: Consumer;
  /** True once its table answers. */
  readonly done: boolean;
  /** Resolves then. */
  readonly takenOver: Promise<void>;
};

/**
 * The live table answers until this one has caught up with it, and is dropped in the transaction in which this one takes
 * its place. Its projector, here or elsewhere, then finds itself overtaken and follows.
 */
export const openRebuild = async (
  db: Connected,
  projection: AnyProjection,
  { anyhow = false, anew = false, gather = GATHER }: RebuildOptions = {},
): Promise<Rebuild> => {
  const filling = await beginBeside(db, projection, anew);
  const filler = await Filler.open(db, filling, Math.max(gather, REMEMBERED));
  let done = false;
  let caughtUp = false;
  let sayDone = () => {};
  const takenOver = new Promise<void>((resolve) => {
    sayDone = resolve;
  });

  /** Whether somebody else has brought this table, or a later one, to where it answers. Throws `Overtaken` where it is gone. */
  const look = async (): Promise<void> => {
    const { live, beside } = await mustStand(db.sql, projection);
    done ||= live.generation >= filling.generation;
    if (done) sayDone();
    else if (beside?.generation !== filling.generation)
      throw new Overtaken(`${filling.reader} was given up: somebody has begun to fill the view anew.`);
  };

  const tryTakeOver = async (): Promise<void> => {
    const taken = await writing(filling.reader, () => takeOver(db.sql, filling, anyhow));
    if (taken !== 'not-yet') await look();
  };

  const handleBatch = async (batch: readonly Delivered[]): Promise<void> => {
    while (!done && !(await filler.handle(batch, caughtUp ? 0 : gather))) await look();
    if (caughtUp && !done) await tryTakeOver();
  };

  const onCaughtUp = async (): Promise<void> => {
    while (!done && !(await filler.flush())) await look();
    caughtUp = true;
    if (!done) await tryTakeOver();
  };

  const onFailure: Consumer['onFailure'] = async (error, place) => {
    await look().catch(() => undefined);
    return done ? 'halt' : answerOf(error, place, filler);
  };

  return {
    get consumer() {
      return consumerOf(filler, { handleBatch, onFailure, onCaughtUp: () => insisting(onCaughtUp) });
    },
    get done() {
      return done;
    },
    takenOver,
  };
};
