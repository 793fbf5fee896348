import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Condition, Query } from './view';

export type Value = string | number | null;
/** Where a page ended: the value that it was sorted by, and the key. */
export type Cursor = readonly [sortedBy: Value, key: string];
type Test = RawBuilder<SqlBool>;

const all = (tests: readonly Test[]): Test => (tests.length === 0 ? sql`1 = 1` : sql`(${sql.join(tests, sql` and `)})`);

const meets = (column: string, condition: Condition): Test => {
  const ref = sql.ref(column);
  if (condition === null) return sql`${ref} is null`;
  if (typeof condition !== 'object') return sql`${ref} = ${condition}`;
  if ('length' in condition) return condition.length === 0 ? sql`1 = 0` : sql`${ref} in (${sql.join(condition)})`;
  const { from, to } = condition;
  return all([
    ...(from === undefined ? [] : [sql<SqlBool>`${ref} >= ${from}`]),
    ...(to === undefined ? [] : [sql<SqlBool>`${ref} < ${to}`]),
  ]);
};

/** Throws `RangeError` on what is no column of the table. */
export const known = (columns: readonly string[], column: string): string => {
  if (columns.includes(column)) return column;
  throw new RangeError(`'${column}' is no column here. Columns are: ${columns.join(', ')}.`);
};

/** The rows that meet every condition. */
export const matching = (columns: readonly string[], where: Query<string>['where'] = {}): Test =>
  all(
    Object.entries(where).flatMap(([column, condition]) =>
      condition === undefined ? [] : [meets(known(columns, column), condition)],
    ),
  );

/** The rows behind a cursor, in the order of a column (without a value last) and of the key. */
export const behind = ([sortedBy, key]: Cursor, by: string | undefined, descending: boolean): Test => {
  if (by === undefined) return sql`key > ${key}`;
  const ref = sql.ref(by);
  if (sortedBy === null) return sql`(${ref} is null and key > ${key})`;
  const further = descending ? sql`<` : sql`>`;
  return sql`(${ref} ${further} ${sortedBy} or (${ref} = ${sortedBy} and key > ${key}) or ${ref} is null)`;
};

export const sayCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Throws `RangeError` on what `sayCursor` did not say. */
export const parseCursor = (text: string): Cursor => {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(cursor) && cursor.length === 2 && isValue(cursor[0]) && typeof cursor[1] === 'string')
      return [cursor[0], cursor[1]];
  } catch {
    // said below
  }
  throw new RangeError(`'${text}' is no place in a list. Take it from the page before, or begin without it.`);
};
const isValue = (value: unknown): value is Value => value === null || ['string', 'number'].includes(typeof value);
