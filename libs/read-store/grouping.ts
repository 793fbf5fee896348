import { sql as raw } from 'kysely';
import { matching, requireColumn } from './conditions';
import type { Sql } from './database';
import { isThere, keptPieces } from './kept-sums';
import type { AnyProjection } from './projection';
import type { TableGeneration } from './table-generation';
import type { Query } from './view';
import { columnsOf } from './view-table';

const GROUPS_MAX = 10_000;

type Asked = {
  readonly by: readonly string[];
  readonly sum: readonly string[];
  readonly where?: Query<string>['where'];
};

/** Rows counted, and columns added up, for each combination of values; those without a value are a group of their own. */
export const groupRows = async (
  sql: Sql,
  projection: AnyProjection,
  table: TableGeneration['table'],
  asked: Asked,
): Promise<readonly Record<string, string | number | null>[]> => {
  const columns = columnsOf(projection);
  const keys = asked.by.map((column) => raw.ref(requireColumn(columns, column)));
  const sums = asked.sum.map((column) => {
    const ref = raw.ref(requireColumn(columns, column));
    return raw`coalesce(sum(${ref}), 0) as ${ref}`;
  });
  const kept = keptPieces(projection, table, asked);
  const count = kept ? raw`coalesce(sum(${raw.ref('rows')}), 0)` : raw`count(*)`;
  const from = kept ?? raw`${raw.table(table)} where ${matching(columns, asked.where)(table)}`;
  const having = kept ? raw`having ${isThere}` : raw``;
  const order = raw.join(keys.flatMap((key) => [raw`${key} is null`, key]));
  const keyed = keys.length > 0 ? raw`group by ${raw.join(keys)} ${having} order by ${order}` : raw``;
  const { rows } = await raw<Record<string, string | number | null>>`
    select ${raw.join([...keys, ...sums, raw`${count} as ${raw.ref('rows')}`])}
    from ${from} ${keyed} limit ${raw.lit(GROUPS_MAX + 1)}`.execute(sql);
  if (rows.length > GROUPS_MAX) throw new RangeError(`There are more than ${GROUPS_MAX} groups. Ask for less.`);
  return rows.map((row) => ({ ...row })); // SQLite hands them out without a prototype
};
