// Where each reader of the store stands. A checkpoint moves on and never back; its version tells that nobody else moved it.

import type { Transaction } from 'kysely';
import type { Checkpoint, Position } from '#event-store';
import type { CheckpointRow, Database, Sql } from './database';

const AT_START = {
  epoch: '',
  commit_position: '',
  prepare_position: '',
  stream: '',
  revision: -1,
  event_id: '',
  turn: 0,
};

/** Whether `position` lies after `checkpoint` in the order of the whole store. Positions are u64, beyond 2^53. */
export const isAfter = (position: Position, checkpoint: Position | 'start'): boolean => {
  if (checkpoint === 'start') return true;
  const { commit, prepare } = position;
  return commit === checkpoint.commit ? isGreater(prepare, checkpoint.prepare) : isGreater(commit, checkpoint.commit);
};
/** Of whole numbers in decimal, without making numbers of them: it runs for each event. */
const isGreater = (one: string, other: string): boolean =>
  one.length === other.length ? one > other : one.length > other.length;

/** Inserts a reader's row where it is missing. */
export const makeCheckpoint = async (db: Sql, reader: string): Promise<void> => {
  await db
    .insertInto('checkpoints')
    .values({ reader, ...AT_START })
    .onConflict((conflict) => conflict.column('reader').doNothing())
    .execute();
};

/** Where a reader stands. */
export type ConsumerPosition = {
  /** The last event that it was handed. */
  readonly at: Checkpoint | 'start';
  /** Where it may begin again: there, or further on, where nothing between was for it. */
  readonly from: Checkpoint | 'start';
  /** -1, with which nothing can be written, where it has no row (any more). */
  readonly version: number;
};

export const readVersion = async (db: Sql, reader: string): Promise<ConsumerPosition> => {
  const row = await db.selectFrom('checkpoints').selectAll().where('reader', '=', reader).executeTakeFirst();
  if (row === undefined) return { at: 'start', from: 'start', version: -1 };
  const at = checkpointOf(row);
  const passed = row.passed === null ? undefined : (JSON.parse(row.passed) as Checkpoint);
  return { at, from: passed && isAfter(passed, at) ? passed : at, version: row.turn };
};

/**
 * Notes that a reader has nothing to read up to `to`. Its checkpoint stays what it was last handed: by that tables are
 * compared. Nothing is noted where the version is not `version` any more.
 */
export const notePassed = async (db: Sql, reader: string, version: number, to: Checkpoint): Promise<void> =>
  void (await db
    .updateTable('checkpoints')
    .set({ passed: JSON.stringify(to) })
    .where('reader', '=', reader)
    .where('turn', '=', version)
    .execute());

export const readCheckpoint = async (db: Sql, reader: string): Promise<Checkpoint | 'start'> =>
  (await readVersion(db, reader)).at;

/**
 * Raises the version, moves the checkpoint to `to` unless it stays, and locks the row until the transaction ends. False
 * where the version is not `version` any more: another writer was here, and nothing is changed. It is the first
 * statement of a transaction. The stored column of the version is called `turn`.
 */
export const advanceCheckpoint = async (
  tx: Transaction<Database>,
  reader: string,
  version: number,
  to: Checkpoint | 'stay',
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('checkpoints')
    .set({ ...(to !== 'stay' && rowOf(to)), turn: version + 1 })
    .where('reader', '=', reader)
    .where('turn', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** Sets a reader's checkpoint, unless it is further on already. */
export const saveCheckpoint = async (tx: Transaction<Database>, reader: string, to: Checkpoint): Promise<void> => {
  const held = await tx
    .insertInto('checkpoints')
    .values({ reader, ...AT_START })
    .onConflict((conflict) => conflict.column('reader').doUpdateSet({ reader })) // changes nothing, but locks the row
    .returningAll()
    .executeTakeFirstOrThrow();
  if (isAfter(to, checkpointOf(held)))
    await tx.updateTable('checkpoints').set(rowOf(to)).where('reader', '=', reader).execute();
};

const checkpointOf = (row: CheckpointRow): Checkpoint | 'start' => {
  const { epoch, commit_position: commit, prepare_position: prepare, stream, revision, event_id: eventId } = row;
  return eventId === '' ? 'start' : { epoch, commit, prepare, stream, revision, eventId };
};

const rowOf = ({
  epoch,
  commit,
  prepare,
  stream,
  revision,
  eventId,
}: Checkpoint): Omit<CheckpointRow, 'reader' | 'turn' | 'passed'> => ({
  epoch,
  commit_position: commit,
  prepare_position: prepare,
  stream,
  revision,
  event_id: eventId,
});
