import { CompiledQuery, PostgresAdapter, type Transaction } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Database } from './database';

type Target = {
  readonly table: string;
  /** What a row is identified by. */
  readonly key: readonly string[];
  /** All columns, the key among them. */
  readonly columns: readonly string[];
};
type Row = Readonly<Record<string, string | number | null>>;

/** So many rows a statement: each size is prepared once, where building one for each batch costs more than running it. */
const SIZES = [100, 10, 1] as const;

/** Inserts rows, or overwrites them. By hand: a query builder takes longer over a batch than the database. */
export const upsert = async (tx: Transaction<Database>, target: Target, rows: readonly Row[]): Promise<void> => {
  const numbered = tx.getExecutor().adapter instanceof PostgresAdapter;
  let from = 0;
  for (const size of SIZES)
    for (; rows.length - from >= size; from += size) {
      const some = rows.slice(from, from + size);
      const values = some.flatMap((line) => target.columns.map((column) => line[column] ?? null));
      await tx.executeQuery(CompiledQuery.raw(statementFor(target, size, numbered), values));
    }
};

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const statements = new LRUCache<string, string>({ max: 200 });

const statementFor = (target: Target, rows: number, numbered: boolean): string => {
  const known = `${numbered} ${rows} ${target.table} ${target.columns}`;
  const statement = statements.get(known) ?? formatUpsert(target, rows, numbered);
  statements.set(known, statement);
  return statement;
};

const formatUpsert = ({ table, key, columns }: Target, rows: number, numbered: boolean): string => {
  let parameter = 0;
  const place = () => (numbered ? `$${++parameter}` : '?');
  const line = () => `(${columns.map(place).join(', ')})`;
  const rest = columns.filter((column) => !key.includes(column));
  return (
    `insert into ${quoted(table)} (${columns.map(quoted).join(', ')}) ` +
    `values ${Array.from({ length: rows }, line).join(', ')} ` +
    `on conflict (${key.map(quoted).join(', ')}) do update set ` +
    rest.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ')
  );
};
