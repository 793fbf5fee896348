import { sql as raw } from 'kysely';
import { behind, known, matching, parseCursor, sayCursor, type Value } from './conditions';
import type { Sql } from './database';
import { ViewNotReady } from './errors';
import type { AnyProjection } from './projection';
import { isReady } from './registry';
import type { View } from './view';
import { columnsOf, readerOf, tableOf, typeOf } from './view-table';

const LIMIT_MAX = 200;
const LIMIT_USUAL = 50;

/** The rows of a projection's table, asked for through its columns alone. */
export const openView = <Row>(sql: Sql, projection: AnyProjection): View<Row, string> => {
  const table = tableOf(projection);
  const columns = columnsOf(projection);
  let ready = false;

  const whenReady = async (): Promise<void> => {
    ready ||= await isReady(sql, projection);
    if (!ready)
      throw new ViewNotReady(`${readerOf(projection)} is being filled from the events. Ask again in a few seconds.`);
  };

  return {
    get: async (key) => {
      await whenReady();
      const found = await sql.selectFrom(table).select('row').where('key', '=', key).executeTakeFirst();
      return found && (JSON.parse(found.row) as Row);
    },

    find: async ({ where, order, limit = LIMIT_USUAL, after } = {}) => {
      if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX)
        throw new RangeError(`A page has 1 to ${LIMIT_MAX} rows, not ${limit}.`);
      const by = order && known(columns, order.by);
      const descending = order?.descending === true;
      const sortedBy = by === undefined ? raw<Value>`null` : raw<Value>`${raw.ref(by)}`;
      let query = sql
        .selectFrom(table)
        .select(['key', 'row', sortedBy.as('sorted_by')])
        .where(matching(columns, where));
      if (after !== undefined)
        query = query.where(
          behind(parseCursor(after, by === undefined ? undefined : typeOf(projection, by)), by, descending),
        );
      if (by !== undefined)
        query = query.orderBy(raw`${sortedBy} is null`).orderBy(sortedBy, descending ? 'desc' : 'asc');
      await whenReady();
      const found = await query
        .orderBy('key')
        .limit(limit + 1)
        .execute();
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        rows: page.map(({ row }) => JSON.parse(row) as Row),
        ...(last && { next: sayCursor([last.sorted_by, last.key]) }),
      };
    },

    count: async (where) => {
      const test = matching(columns, where);
      await whenReady();
      const { rows } = await sql
        .selectFrom(table)
        .select((count) => count.fn.countAll<number>().as('rows'))
        .where(test)
        .executeTakeFirstOrThrow();
      return rows;
    },
  };
};
