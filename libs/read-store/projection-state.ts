// Which table of a projection answers, and which is being filled to take its place. They change places in one transaction,
// and no answer goes back in time.

import type { Transaction } from 'kysely';
import type { Checkpoint } from '#event-store';
import { isAfter, makeCheckpoint, readVersion } from './checkpoints';
import type { Connected, Database, Kind, ProjectionRow, Sql } from './database';
import { ReadStoreUnavailable } from './errors';
import { createSums, dropSums } from './kept-sums';
import { ParkedTickets } from './parked-tickets';
import type { AnyProjection } from './projection';
import { generationOf, readerOf, type TableGeneration, tableOf } from './table-generation';
import { checkNames, createIndexes, createTable, shapeOf } from './view-table';

/** How one version of a projection stands in the database. */
export type ProjectionState = {
  readonly ready: boolean;
  /** The table that answers, once it is ready. */
  readonly live: TableGeneration;
  /** The table that is being filled to take its place. */
  readonly shadow?: TableGeneration;
  /** The commit position that whatever is being filled heads for. */
  readonly target?: string;
};

/** Undefined where nobody has registered it yet. */
export const readState = async (sql: Sql, projection: AnyProjection): Promise<ProjectionState | undefined> => {
  const line = await sql
    .selectFrom('projections')
    .selectAll()
    .where('reader', '=', readerOf(projection))
    .executeTakeFirst();
  if (line === undefined) return undefined;
  return {
    ready: line.ready === 1,
    live: generationOf(projection, line.generation),
    ...(line.filling !== null && { shadow: generationOf(projection, line.filling) }),
    ...(line.target !== null && { target: line.target }),
  };
};

/** Makes a projection's table where it is missing. Throws where it was made for another shape. */
export const registerProjection = ({ kind, sql }: Connected, projection: AnyProjection): Promise<ProjectionState> => {
  checkNames(projection);
  const { name, version } = projection;
  const reader = readerOf(projection);
  return sql.transaction().execute(async (tx) => {
    // First, because it lets one at a time through: PostgreSQL's `if not exists` fails where two make a table at once.
    await tx
      .insertInto('projections')
      .values({ reader, name, version, shape: shapeOf(projection) })
      .onConflict((conflict) => conflict.column('reader').doNothing())
      .execute();
    const { shape } = await tx
      .selectFrom('projections')
      .select('shape')
      .where('reader', '=', reader)
      .executeTakeFirstOrThrow();
    if (shape !== shapeOf(projection))
      throw new ReadStoreUnavailable(
        `The table of ${reader} was made for other columns or indexes. Raise the projection's version, so that it gets a table of its own.`,
      );
    const state = await requireState(tx, projection);
    await createTable(kind, tx, state.live);
    await makeCheckpoint(tx, state.live.reader);
    return state;
  });
};

/** Creates the shadow table; or returns the one that was begun already, unless `restart`. */
export const beginShadowTable = (
  { kind, sql }: Connected,
  projection: AnyProjection,
  restart = false,
): Promise<TableGeneration> =>
  sql.transaction().execute(async (tx) => {
    const { live, shadow } = await lockRow(tx, projection);
    if (shadow && !restart) return shadow;
    if (shadow) await dropTable(kind, tx, shadow);
    const target = generationOf(projection, (shadow ?? live).number + 1);
    await createTable(kind, tx, target);
    await makeCheckpoint(tx, target.reader);
    await updateRow(tx, projection, { filling: target.number, target: null });
    return target;
  });

/** Notes where the store ends, so that the progress shows how far a table that is being filled has come. */
export const aimAt = async (sql: Sql, projection: AnyProjection, target: string): Promise<void> =>
  void (await sql.updateTable('projections').set({ target }).where('reader', '=', readerOf(projection)).execute());

/**
 * From now on this table answers; what it replaces goes in the same transaction. `not-yet` where the live one has come
 * further meanwhile: no answer goes back in time. With `force` it need not have caught up with it: the live one was
 * filled from another store. `gone` where somebody else has put one in its place.
 */
export const takeOver = (
  { kind, sql }: Pick<Connected, 'kind' | 'sql'>,
  target: TableGeneration,
  force = false,
): Promise<'done' | 'not-yet' | 'gone'> =>
  sql.transaction().execute(async (tx) => {
    const { projection, number: generation, reader } = target;
    const { live, shadow, ready } = await lockRow(tx, projection);
    if (live.number === generation) {
      if (!ready) await makeReady(kind, tx, target, shadow);
      return 'done';
    }
    if (shadow?.number !== generation) return 'gone';
    // Locks the live row, so that its projector is between two batches and gets a `ConcurrentWriterError` at the next one.
    await tx.updateTable('checkpoints').set({ reader: live.reader }).where('reader', '=', live.reader).execute();
    const [mine, theirs] = [await readVersion(tx, reader), await readVersion(tx, live.reader)];
    if (ready && !force && isFurther(theirs.at, mine.at)) return 'not-yet';
    await makeReady(kind, tx, target);
    await dropTable(kind, tx, live);
    return 'done';
  });

const isFurther = (one: Checkpoint | 'start', other: Checkpoint | 'start') => one !== 'start' && isAfter(one, other);

/** The version before it is kept, for a way back; all older ones go. */
const makeReady = async (
  kind: Kind,
  tx: Transaction<Database>,
  target: TableGeneration,
  shadow?: TableGeneration,
): Promise<void> => {
  const { projection, number: generation } = target;
  await createIndexes(tx, target);
  await createSums(kind, tx, target);
  await updateRow(tx, projection, { ready: 1, generation, filling: shadow?.number ?? null, target: null });
  const older = await tx
    .selectFrom('projections')
    .selectAll()
    .where('name', '=', projection.name)
    .where('version', '<', projection.version)
    .orderBy('version', 'desc')
    .offset(1)
    .limit(1000)
    .execute();
  for (const { version, generation: live, filling: shadow, reader } of older) {
    const past = { ...projection, version };
    for (const each of [live, ...(shadow === null ? [] : [shadow])])
      await dropTable(kind, tx, generationOf(past, each));
    await tx.deleteFrom('projections').where('reader', '=', reader).execute();
  }
};

const dropTable = async (
  kind: Kind,
  tx: Transaction<Database>,
  { projection, number: generation, reader }: TableGeneration,
): Promise<void> => {
  const table = tableOf(projection, generation);
  await tx.schema.dropTable(table).ifExists().execute();
  await dropSums(kind, tx, table);
  for (const table of ['checkpoints', 'stream_heads'] as const satisfies (keyof Database)[])
    await tx.deleteFrom(table).where('reader', '=', reader).execute();
  await new ParkedTickets(tx).forget(reader);
};

/** The state; nobody else changes it until the transaction ends. */
const lockRow = async (tx: Transaction<Database>, projection: AnyProjection): Promise<ProjectionState> => {
  await updateRow(tx, projection, { reader: readerOf(projection) });
  return requireState(tx, projection);
};

const updateRow = async (
  tx: Transaction<Database>,
  projection: AnyProjection,
  change: Partial<Record<keyof ProjectionRow, string | number | null>>,
): Promise<void> =>
  void (await tx
    .updateTable('projections')
    .set(change as never)
    .where('reader', '=', readerOf(projection))
    .execute());

/** Throws where it is registered no more. */
export const requireState = async (sql: Sql, projection: AnyProjection): Promise<ProjectionState> => {
  const state = await readState(sql, projection);
  if (state) return state;
  throw new ReadStoreUnavailable(
    `${readerOf(projection)} has no table any more: a newer build has dropped it. Deploy that build.`,
  );
};
