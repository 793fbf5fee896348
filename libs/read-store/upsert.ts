import { CompiledQuery, PostgresAdapter, type Transaction } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Database } from './database';

type Target = {
  readonly table: string;
  /** What a line is known by. */
  readonly key: readonly string[];
  /** All columns, the key among them. */
  readonly columns: readonly string[];
};
type Line = Readonly<Record<string, string | number | null>>;

/** In so many lines a statement: each size is prepared once, where building one for each batch costs more than running it. */
const SIZES = [100, 10, 1] as const;

/** Writes lines, or writes them over. By hand: a query builder takes longer over a batch than the database. */
export const upsert = async (tx: Transaction<Database>, target: Target, lines: readonly Line[]): Promise<void> => {
  const numbered = tx.getExecutor().adapter instanceof PostgresAdapter;
  let from = 0;
  for (const size of SIZES)
    for (; lines.length - from >= size; from += size) {
      const some = lines.slice(from, from + size);
      const values = some.flatMap((line) => target.columns.map((column) => line[column] ?? null));
      await tx.executeQuery(CompiledQuery.raw(statementFor(target, size, numbered), values));
    }
};

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const statements = new LRUCache<string, string>({ max: 200 });

const statementFor = (target: Target, lines: number, numbered: boolean): string => {
  const known = `${numbered} ${lines} ${target.table} ${target.columns}`;
  const statement = statements.get(known) ?? sayUpsert(target, lines, numbered);
  statements.set(known, statement);
  return statement;
};

const sayUpsert = ({ table, key, columns }: Target, lines: number, numbered: boolean): string => {
  let parameter = 0;
  const place = () => (numbered ? `$${++parameter}` : '?');
  const line = () => `(${columns.map(place).join(', ')})`;
  const rest = columns.filter((column) => !key.includes(column));
  return (
    `insert into ${quoted(table)} (${columns.map(quoted).join(', ')}) ` +
    `values ${Array.from({ length: lines }, line).join(', ')} ` +
    `on conflict (${key.map(quoted).join(', ')}) do update set ` +
    rest.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ')
  );
};
