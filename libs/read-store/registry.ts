import type { Transaction } from 'kysely';
import type { Checkpoint } from '#event-store';
import { isAfter, makeCheckpoint, readTurn } from './checkpoints';
import type { Connected, Database, ProjectionLine, Sql } from './database';
import { ReadStoreUnavailable } from './errors';
import { type Filling, fillingOf, readerOf, tableOf } from './filling';
import type { AnyProjection } from './projection';
import { checkNames, createIndexes, createTable, shapeOf } from './view-table';

/** How one version of a projection stands in the database. */
export type Standing = {
  readonly ready: boolean;
  /** The table that answers, once it is ready. */
  readonly live: Filling;
  /** The one that is being filled to take its place. */
  readonly beside?: Filling;
  /** The commit position that whatever is being filled heads for. */
  readonly target?: string;
};

/** Undefined where nobody has registered it yet. */
export const standingOf = async (sql: Sql, projection: AnyProjection): Promise<Standing | undefined> => {
  const line = await sql
    .selectFrom('projections')
    .selectAll()
    .where('reader', '=', readerOf(projection))
    .executeTakeFirst();
  if (line === undefined) return undefined;
  return {
    ready: line.ready === 1,
    live: fillingOf(projection, line.generation),
    ...(line.filling !== null && { beside: fillingOf(projection, line.filling) }),
    ...(line.target !== null && { target: line.target }),
  };
};

/** Makes a projection's table where it is missing. Throws where it was made for another shape. */
export const registerProjection = ({ kind, sql }: Connected, projection: AnyProjection): Promise<Standing> => {
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
    const standing = await mustStand(tx, projection);
    await createTable(kind, tx, standing.live);
    await makeCheckpoint(tx, standing.live.reader);
    return standing;
  });
};

/** A table of its own beside the live one; the one that was begun already, if there is one and not `anew`. */
export const beginBeside = ({ kind, sql }: Connected, projection: AnyProjection, anew = false): Promise<Filling> =>
  sql.transaction().execute(async (tx) => {
    const { live, beside } = await holdLine(tx, projection);
    if (beside && !anew) return beside;
    if (beside) await dropFilling(tx, beside);
    const filling = fillingOf(projection, (beside ?? live).generation + 1);
    await createTable(kind, tx, filling);
    await makeCheckpoint(tx, filling.reader);
    await changeLine(tx, projection, { filling: filling.generation, target: null });
    return filling;
  });

/** Notes where the store ends, so that whoever looks can tell how far a filling has come. */
export const aimAt = async (sql: Sql, projection: AnyProjection, target: string): Promise<void> =>
  void (await sql.updateTable('projections').set({ target }).where('reader', '=', readerOf(projection)).execute());

/**
 * From now on this table answers; what it replaces goes in the same transaction. `not-yet` where the live one has come
 * further meanwhile: no answer goes back in time. With `anyhow` it need not have caught up with it: the live one was
 * filled from another store. `gone` where somebody else has put one in its place.
 */
export const takeOver = (sql: Sql, filling: Filling, anyhow = false): Promise<'done' | 'not-yet' | 'gone'> =>
  sql.transaction().execute(async (tx) => {
    const { projection, generation, reader } = filling;
    const { live, beside, ready } = await holdLine(tx, projection);
    if (live.generation === generation) {
      if (!ready) await makeReady(tx, filling, beside);
      return 'done';
    }
    if (beside?.generation !== generation) return 'gone';
    // Holds the live line, so that its projector is between two batches and finds itself overtaken by the next one.
    await tx.updateTable('checkpoints').set({ reader: live.reader }).where('reader', '=', live.reader).execute();
    const [mine, theirs] = [await readTurn(tx, reader), await readTurn(tx, live.reader)];
    if (ready && !anyhow && isFurther(theirs.at, mine.at)) return 'not-yet';
    await makeReady(tx, filling);
    await dropFilling(tx, live);
    return 'done';
  });

const isFurther = (one: Checkpoint | 'start', other: Checkpoint | 'start') => one !== 'start' && isAfter(one, other);

/** The version before it is kept, for a way back; all older ones go. */
const makeReady = async (tx: Transaction<Database>, filling: Filling, beside?: Filling): Promise<void> => {
  const { projection, generation } = filling;
  await createIndexes(tx, filling);
  await changeLine(tx, projection, { ready: 1, generation, filling: beside?.generation ?? null, target: null });
  const older = await tx
    .selectFrom('projections')
    .selectAll()
    .where('name', '=', projection.name)
    .where('version', '<', projection.version)
    .orderBy('version', 'desc')
    .offset(1)
    .limit(1000)
    .execute();
  for (const { version, generation: live, filling: beside, reader } of older) {
    const past = { ...projection, version };
    for (const each of [live, ...(beside === null ? [] : [beside])]) await dropFilling(tx, fillingOf(past, each));
    await tx.deleteFrom('projections').where('reader', '=', reader).execute();
  }
};

const dropFilling = async (tx: Transaction<Database>, { projection, generation, reader }: Filling): Promise<void> => {
  await tx.schema.dropTable(tableOf(projection, generation)).ifExists().execute();
  for (const table of ['checkpoints', 'stream_heads', 'parked'] as const satisfies (keyof Database)[])
    await tx.deleteFrom(table).where('reader', '=', reader).execute();
};

/** Where it stands; nobody else changes that until the transaction ends. */
const holdLine = async (tx: Transaction<Database>, projection: AnyProjection): Promise<Standing> => {
  await changeLine(tx, projection, { reader: readerOf(projection) });
  return mustStand(tx, projection);
};

const changeLine = async (
  tx: Transaction<Database>,
  projection: AnyProjection,
  change: Partial<Record<keyof ProjectionLine, string | number | null>>,
): Promise<void> =>
  void (await tx
    .updateTable('projections')
    .set(change as never)
    .where('reader', '=', readerOf(projection))
    .execute());

/** Throws where it is registered no more. */
export const mustStand = async (sql: Sql, projection: AnyProjection): Promise<Standing> => {
  const standing = await standingOf(sql, projection);
  if (standing) return standing;
  throw new ReadStoreUnavailable(
    `${readerOf(projection)} has no table any more: a newer build has dropped it. Deploy that build.`,
  );
};
