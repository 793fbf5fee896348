import { type RawBuilder, sql as raw, type SqlBool } from 'kysely';
import { requireColumn } from './conditions';
import type { Sql } from './database';

const GROUPS_MAX = 10_000;

/** Rows counted, and columns added up, for each combination of values; those without a value are a group of their own. */
export const groupRows = async (
  sql: Sql,
  table: `view_${string}`,
  columns: readonly string[],
  { by, sum, test }: { by: readonly string[]; sum: readonly string[]; test: RawBuilder<SqlBool> },
): Promise<readonly Record<string, string | number | null>[]> => {
  const keys = by.map((column) => raw.ref(requireColumn(columns, column)));
  const sums = sum.map((column) => {
    const ref = raw.ref(requireColumn(columns, column));
    return raw`coalesce(sum(${ref}), 0) as ${ref}`;
  });
  const keyed =
    keys.length > 0
      ? raw`group by ${raw.join(keys)} order by ${raw.join(keys.flatMap((key) => [raw`${key} is null`, key]))}`
      : raw``;
  const { rows } = await raw<Record<string, string | number | null>>`
    select ${raw.join([...keys, ...sums, raw`count(*) as ${raw.ref('rows')}`])}
    from ${raw.table(table)} where ${test} ${keyed} limit ${raw.lit(GROUPS_MAX + 1)}`.execute(sql);
  if (rows.length > GROUPS_MAX) throw new RangeError(`There are more than ${GROUPS_MAX} groups. Ask for less.`);
  return rows.map((row) => ({ ...row })); // SQLite hands them out without a prototype
};
