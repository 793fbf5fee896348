import type { Transaction } from 'kysely';
import type { Connected, Database, Sql } from './database';
import { ReadStoreUnavailable } from './errors';
import type { AnyProjection } from './projection';
import { checkNames, createTable, readerOf, shapeOf, tableOf } from './view-table';

/** Makes a projection's table where it is missing. True if it has caught up before. Throws where it was made for another shape. */
export const registerProjection = ({ kind, sql }: Connected, projection: AnyProjection): Promise<boolean> => {
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
    const { shape, ready } = await tx
      .selectFrom('projections')
      .select(['shape', 'ready'])
      .where('reader', '=', reader)
      .executeTakeFirstOrThrow();
    if (shape !== shapeOf(projection))
      throw new ReadStoreUnavailable(
        `The table of ${reader} was made for other columns or indexes. Raise the projection's version, so that it gets a table of its own.`,
      );
    await createTable(kind, tx, projection);
    return ready === 1;
  });
};

export const isReady = async (sql: Sql, projection: AnyProjection): Promise<boolean> => {
  const found = await sql
    .selectFrom('projections')
    .select('ready')
    .where('reader', '=', readerOf(projection))
    .executeTakeFirst();
  return found?.ready === 1;
};

/** From now on the view answers. The version before it is kept, for a way back; all older ones go. */
export const takeOver = async (sql: Sql, projection: AnyProjection): Promise<void> => {
  const { name, version } = projection;
  await sql.transaction().execute(async (tx) => {
    await tx.updateTable('projections').set({ ready: 1 }).where('reader', '=', readerOf(projection)).execute();
    const older = await tx
      .selectFrom('projections')
      .select(['reader', 'version'])
      .where('name', '=', name)
      .where('version', '<', version)
      .orderBy('version', 'desc')
      .offset(1)
      .limit(1000)
      .execute();
    for (const { reader, version: gone } of older) {
      await tx.schema
        .dropTable(tableOf({ name, version: gone }))
        .ifExists()
        .execute();
      for (const table of [
        'projections',
        'checkpoints',
        'stream_heads',
        'parked',
      ] as const satisfies (keyof Database)[])
        await tx.deleteFrom(table).where('reader', '=', reader).execute();
    }
  });
};

/** Takes everything out of a projection's table, and what is known about it, but for the checkpoint. */
export const emptyTable = async (tx: Transaction<Database>, projection: AnyProjection): Promise<void> => {
  const reader = readerOf(projection);
  await tx.deleteFrom(tableOf(projection)).execute();
  await tx.deleteFrom('stream_heads').where('reader', '=', reader).execute();
  await tx.deleteFrom('parked').where('reader', '=', reader).execute();
  await tx.updateTable('projections').set({ ready: 0 }).where('reader', '=', reader).execute();
};
