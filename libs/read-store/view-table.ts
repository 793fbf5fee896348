// The table of a view, as its projection declares it: a key, the row as JSON, and the columns that are searched and sorted.

import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Database, Kind, Sql, ViewTable } from './database';
import { textType } from './migrations';
import type { AnyProjection, ColumnType } from './projection';
import type { TableGeneration } from './table-generation';
import { upsert } from './upsert';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** PostgreSQL cuts identifiers at 63 bytes; an index adds its columns. */
const NAME_MAX = 40;
/** How many keys one question names. */
const KEYS_MAX = 500;

export const columnsOf = ({ columns }: AnyProjection): readonly string[] => Object.keys(columns);

export const typeOf = ({ columns }: AnyProjection, column: string): ColumnType | undefined =>
  (columns as Record<string, ColumnType>)[column];

/** What the table was made for: a version whose shape changed is another version. */
export const shapeOf = ({ columns, indexes = [], sums }: AnyProjection): string =>
  JSON.stringify({ columns, indexes, sums });

/** Throws `TypeError` where a name would not do as a table's. */
export const checkNames = (projection: AnyProjection): void => {
  const { name, version, indexes = [] } = projection;
  if (!NAME.test(name) || name.length > NAME_MAX)
    throw new TypeError(`'${name}' cannot name a projection: lower case and dashes, at most ${NAME_MAX} characters.`);
  if (!Number.isSafeInteger(version) || version < 1) throw new TypeError(`${name} has no version from 1 on.`);
  const columns = columnsOf(projection);
  if (columns.includes('key') || columns.includes('row'))
    throw new TypeError(`${name} has a column 'key' or 'row', which every table has already. Give it another name.`);
  const unknown = indexes.flat().find((column: string) => !columns.includes(column));
  if (unknown !== undefined) throw new TypeError(`${name} has an index on '${unknown}', which is no column of it.`);
};

/** Without its indexes: they are cheaper made at once, when the rows are there. */
export const createTable = async (
  kind: Kind,
  tx: Transaction<Database>,
  { projection, table }: TableGeneration,
): Promise<void> => {
  let creation = tx.schema
    .createTable(table)
    .ifNotExists()
    .addColumn('key', textType(kind), (column) => column.primaryKey())
    .addColumn('row', sql`text`, (column) => column.notNull());
  for (const [name, type] of Object.entries(projection.columns))
    creation = creation.addColumn(name, type === 'integer' ? 'bigint' : textType(kind));
  await creation.execute();
};

export const createIndexes = async (
  tx: Transaction<Database>,
  { projection, table }: TableGeneration,
): Promise<void> => {
  for (const [at, columns] of (projection.indexes ?? []).entries())
    await tx.schema
      .createIndex(`${table}_${at}`)
      .ifNotExists()
      .on(table)
      .columns([...columns, 'key'])
      .execute();
};

/** The rows of these keys, parsed. */
export const loadRows = async (
  db: Sql,
  { table }: TableGeneration,
  keys: readonly string[],
): Promise<ReadonlyMap<string, { readonly row: object }>> => {
  const rows = new Map<string, { readonly row: object }>();
  for (let from = 0; from < keys.length; from += KEYS_MAX) {
    const some = keys.slice(from, from + KEYS_MAX);
    const found = await db.selectFrom(table).select(['key', 'row']).where('key', 'in', some).execute();
    for (const { key, row } of found) rows.set(key, { row: JSON.parse(row) });
  }
  return rows;
};

/** Writes the rows and takes those away that are `null`. */
export const writeRows = async (
  tx: Transaction<Database>,
  { projection, table }: TableGeneration,
  rows: ReadonlyMap<string, object | null>,
): Promise<void> => {
  const columns = columnsOf(projection);
  const kept: ViewTable[] = [];
  const gone: string[] = [];
  for (const [key, row] of rows)
    if (row === null) gone.push(key);
    else kept.push({ key, row: JSON.stringify(row), ...valuesOf(columns, row) });
  await upsert(tx, { table, key: ['key'], columns: ['key', 'row', ...columns] }, kept);
  for (let from = 0; from < gone.length; from += KEYS_MAX)
    await tx
      .deleteFrom(table)
      .where('key', 'in', gone.slice(from, from + KEYS_MAX))
      .execute();
};

const valuesOf = (columns: readonly string[], row: object): Record<string, string | number | null> =>
  Object.fromEntries(columns.map((name) => [name, (row as Record<string, string | number | null>)[name] ?? null]));
