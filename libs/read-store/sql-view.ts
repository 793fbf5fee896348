import { type RawBuilder, sql as raw, type SqlBool } from 'kysely';
import { readCheckpoint } from './checkpoints';
import { behind, type Cursor, formatCursor, matching, parseCursor, requireColumn, type Value } from './conditions';
import type { Connected, Sql } from './database';
import { ViewNotReady } from './errors';
import { groupRows } from './grouping';
import type { AnyProjection } from './projection';
import { readState } from './projection-state';
import { notReadyMessage } from './status';
import type { TableGeneration } from './table-generation';
import type { Query, View } from './view';
import { columnsOf, typeOf } from './view-table';
import { waitForPosition } from './wait-for-position';

const LIMIT_MAX = 1_000;
const LIMIT_USUAL = 50;

type Table = TableGeneration['table'];
type Found = { readonly key: string; readonly row: string; readonly sorted_by: Value };
/** One page's worth of rows, and where it begins. */
type Part = {
  readonly test: RawBuilder<SqlBool>;
  readonly by: string | undefined;
  readonly descending: boolean;
  readonly cursor: Cursor | undefined;
  readonly limit: number;
};

/** Words are looked for in every row; so are pairs of rows. All else is found along an index. */
const isLong = (where: Query<string>['where'] = {}): boolean =>
  Object.values(where).some(
    (condition) =>
      typeof condition === 'object' &&
      condition !== null &&
      ('contains' in condition || 'began' in condition || 'followedBy' in condition),
  );

/** The rows of the table that answers, queried through its columns alone. */
export const openView = <Row>(
  { sql, longReads }: Pick<Connected, 'sql' | 'longReads'>,
  projection: AnyProjection,
): View<Row, string> => {
  const columns = columnsOf(projection);
  let live: TableGeneration | undefined;

  const look = async (): Promise<TableGeneration> => {
    const stands = await readState(sql, projection);
    if (!stands?.ready) throw new ViewNotReady(await notReadyMessage(sql, projection, stands));
    return stands.live;
  };
  /** Where a rebuild has put another table in its place meanwhile, the query runs on that one. */
  const onLiveTable = async <T>(query: (table: Table) => Promise<T>): Promise<T> => {
    live ??= await look();
    const table = live;
    try {
      return await query(table.table);
    } catch (error) {
      live = await look();
      if (live.number === table.number) throw error;
      return onLiveTable(query);
    }
  };

  const standsAt = async () => readCheckpoint(sql, (await look()).reader);

  return {
    get: (key) =>
      onLiveTable(async (table) => {
        const found = await sql.selectFrom(table).select('row').where('key', '=', key).executeTakeFirst();
        return found && (JSON.parse(found.row) as Row);
      }),

    several: (keys) =>
      onLiveTable(async (table) => {
        if (keys.length > LIMIT_MAX)
          throw new RangeError(`At most ${LIMIT_MAX} keys are asked for, not ${keys.length}.`);
        if (keys.length === 0) return [];
        const found = await sql.selectFrom(table).select('row').where('key', 'in', keys).execute();
        return found.map(({ row }) => JSON.parse(row) as Row);
      }),

    find: async ({ where, order, limit = LIMIT_USUAL, after } = {}) => {
      if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX)
        throw new RangeError(`A page has 1 to ${LIMIT_MAX} rows, not ${limit}.`);
      const by = order && requireColumn(columns, order.by);
      const test = matching(columns, where);
      const part: Omit<Part, 'test'> = {
        by,
        descending: order?.descending === true,
        cursor:
          after === undefined ? undefined : parseCursor(after, by === undefined ? undefined : typeOf(projection, by)),
        limit: limit + 1,
      };
      const found = await onLiveTable((table) =>
        rowsOf(isLong(where) ? longReads : sql, table, { ...part, test: test(table) }),
      );
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        rows: page.map(({ row }) => JSON.parse(row) as Row),
        ...(last && { next: formatCursor([last.sorted_by, last.key]) }),
      };
    },

    count: async (where) => {
      const test = matching(columns, where);
      return onLiveTable(async (table) => {
        const { rows } = await longReads
          .selectFrom(table)
          .select((count) => count.fn.countAll<number>().as('rows'))
          .where(test(table))
          .executeTakeFirstOrThrow();
        return rows;
      });
    },

    group: ({ by, sum = [], where = {} }) => {
      matching(columns, where); // throws at once
      return onLiveTable((table) => groupRows(longReads, projection, table, { by, sum, where })) as never;
    },

    checkpoint: standsAt,
    past: (position, withinMs) => waitForPosition(position, projection.streams, standsAt, withinMs),
  };
};

/**
 * In one statement, rows with a value before those without: either part is read along an index that ends in its column,
 * where sorting them together would go through all rows for every page.
 */
const rowsOf = async (sql: Sql, table: Table, part: Part): Promise<readonly Found[]> => {
  const { by, descending, cursor } = part;
  const further = cursor && behind(cursor, by, descending);
  if (by === undefined) return rowsWhere(sql, table, part, further).execute();
  const without = raw<SqlBool>`${raw.ref(by)} is null`;
  if (cursor?.[0] === null) return rowsWhere(sql, table, part, without, further).execute();
  const having = raw<SqlBool>`${raw.ref(by)} is not null`;
  const found = await sql
    .selectFrom(rowsWhere(sql, table, part, having, further).as('having'))
    .selectAll()
    .unionAll(sql.selectFrom(rowsWhere(sql, table, part, without).as('without')).selectAll())
    .execute();
  const isWithout = ({ sorted_by }: Found) => sorted_by === null;
  return [...found.filter((row) => !isWithout(row)), ...found.filter(isWithout)];
};

const rowsWhere = (
  sql: Sql,
  table: Table,
  { test, by, descending, limit }: Part,
  ...tests: readonly (RawBuilder<SqlBool> | undefined)[]
) => {
  const sortedBy = by === undefined ? raw<Value>`null` : raw<Value>`${raw.ref(by)}`;
  let query = sql
    .selectFrom(table)
    .select(['key', 'row', sortedBy.as('sorted_by')])
    .where(test);
  for (const each of tests) if (each) query = query.where(each);
  if (by !== undefined) query = query.orderBy(sortedBy, descending ? 'desc' : 'asc');
  return query.orderBy('key').limit(limit);
};
