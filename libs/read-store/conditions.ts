import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ColumnType } from './projection';
import type { Condition, FollowedBy, MeetsAnother, Query } from './view';

export type Value = string | number | null;
/** Where a page ended: the value that it was sorted by, and the key. */
export type Cursor = readonly [sortedBy: Value, key: string];
type Test = RawBuilder<SqlBool>;

const all = (tests: readonly Test[]): Test => (tests.length === 0 ? sql`1 = 1` : sql`(${sql.join(tests, sql` and `)})`);

/** PostgreSQL knows no NUL in a text and fails at the question already; no row can hold one. */
const holdsNul = (value: unknown): boolean => typeof value === 'string' && value.includes('\0');
const values = (condition: Condition): readonly unknown[] =>
  typeof condition === 'object' && condition !== null ? Object.values(condition).flat() : [condition];

const anyOf = (tests: readonly Test[]): Test =>
  tests.length === 0 ? sql`1 = 0` : sql`(${sql.join(tests, sql` or `)})`;
/** '0' is the character behind '/'. */
const under = (ref: RawBuilder<unknown>, key: string): Test =>
  sql`(${ref} = ${key} or (${ref} > ${`${key}/`} and ${ref} < ${`${key}0`}))`;

/** As `like` takes it for nothing but itself. */
const literally = (word: string): string => word.replace(/[\\%_]/g, '\\$&');

const isMeetsAnother = (condition: Condition | undefined): condition is MeetsAnother =>
  typeof condition === 'object' && condition !== null && 'began' in condition;
const overlaps = (table: string, ends: string, { same, apart, began }: MeetsAnother): Test => {
  const own = (column: string) => sql.ref(`${table}.${column}`);
  const other = (column: string) => sql.ref(`other.${column}`);
  return sql`exists (select 1 from ${sql.table(table)} as other
    where ${other(same)} = ${own(same)} and ${other(apart)} <> ${own(apart)}
      and ${other(began)} >= ${own(began)} and ${other(began)} < ${own(ends)}
      and (${other(began)} > ${own(began)} or ${other('key')} > ${own('key')}))`;
};

const isFollowedBy = (condition: Condition | undefined): condition is FollowedBy =>
  typeof condition === 'object' && condition !== null && 'followedBy' in condition;
const isFollowed = (table: string, at: string, { followedBy, alike, apart }: FollowedBy): Test => {
  const own = (column: string) => sql.ref(`${table}.${column}`);
  const other = (column: string) => sql.ref(`other.${column}`);
  return sql`exists (select 1 from ${sql.table(table)} as other where ${all([
    ...alike.map((column) => sql<SqlBool>`${other(column)} = ${own(column)}`),
    ...Object.entries(followedBy).map(([column, value]) => sql<SqlBool>`${other(column)} = ${value}`),
    sql<SqlBool>`${other(at)} > ${own(at)}`,
    sql<SqlBool>`${other(apart)} <> ${own(apart)}`,
  ])})`;
};
/** The columns that a condition names besides its own. */
const namedIn = (condition: Condition | undefined): readonly string[] => {
  if (isMeetsAnother(condition)) return Object.values(condition);
  if (!isFollowedBy(condition)) return [];
  return [...Object.keys(condition.followedBy), ...condition.alike, condition.apart];
};

const meets = (table: string, column: string, condition: Condition): Test => {
  const ref = sql.ref(column);
  if (values(condition).some(holdsNul)) return sql`1 = 0`;
  if (condition === null) return sql`${ref} is null`;
  if (typeof condition !== 'object') return sql`${ref} = ${condition}`;
  if ('length' in condition) return condition.length === 0 ? sql`1 = 0` : sql`${ref} in (${sql.join(condition)})`;
  if ('contains' in condition)
    return all(condition.contains.map((word) => sql<SqlBool>`${ref} like ${`%${literally(word)}%`} escape '\\'`));
  if ('under' in condition) return anyOf(condition.under.map((key) => under(ref, key)));
  if (isMeetsAnother(condition)) return overlaps(table, column, condition);
  if (isFollowedBy(condition)) return isFollowed(table, column, condition);
  const { from, to } = condition;
  return all([
    ...(from === undefined ? [] : [sql<SqlBool>`${ref} >= ${from}`]),
    ...(to === undefined ? [] : [sql<SqlBool>`${ref} < ${to}`]),
  ]);
};

/** Throws `RangeError` on what is no column of the table. */
export const requireColumn = (columns: readonly string[], column: string): string => {
  if (columns.includes(column)) return column;
  throw new RangeError(`'${column}' is no column here. Columns are: ${columns.join(', ')}.`);
};

/** The rows of `table` that meet every condition. */
export type Matching = (table: string) => Test;
/** Throws `RangeError` at once on a column that the table does not have. */
export const matching = (columns: readonly string[], where: Query<string>['where'] = {}): Matching => {
  const conditions = Object.entries(where).filter(([, condition]) => condition !== undefined);
  for (const [column, condition] of conditions) {
    if (column !== 'key') requireColumn(columns, column);
    for (const named of namedIn(condition)) requireColumn(columns, named);
  }
  return (table) => all(conditions.map(([column, condition]) => meets(table, column, condition as Condition)));
};

/** The rows behind a cursor, in the order of a column and of the key: first a range of the column, for the index. */
export const behind = ([sortedBy, key]: Cursor, by: string | undefined, descending: boolean): Test => {
  if (by === undefined || sortedBy === null) return sql`key > ${key}`;
  const ref = sql.ref(by);
  const [further, notBefore] = descending ? [sql`<`, sql`<=`] : [sql`>`, sql`>=`];
  return sql`(${ref} ${notBefore} ${sortedBy} and (${ref} ${further} ${sortedBy} or key > ${key}))`;
};

export const formatCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Throws `RangeError` on what `formatCursor` did not make for a list that is sorted by a column of this type. */
export const parseCursor = (text: string, type: ColumnType | undefined): Cursor => {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (
      Array.isArray(cursor) &&
      cursor.length === 2 &&
      isOf(type, cursor[0]) &&
      cursor[1] !== null &&
      isOf('text', cursor[1])
    )
      return [cursor[0] as Value, cursor[1] as string];
  } catch {
    // refused below
  }
  throw new RangeError(`'${text}' is no place in this list. Take it from the page before, or begin without it.`);
};
const isOf = (type: ColumnType | undefined, value: unknown): boolean => {
  if (value === null) return true;
  return type === 'integer'
    ? Number.isSafeInteger(value)
    : type === 'text' && typeof value === 'string' && !holdsNul(value);
};
