// Sums that a projection declares are kept beside its table: a line for every month (UTC) and combination of values, which the
// database itself brings up to date with each row, in the same transaction. A question takes whole months from there, and
// counts rows only in the parts of a month that its ends cut off, as months of another zone do.

import { type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import { matching } from './conditions';
import type { Database, Kind } from './database';
import { textType } from './migrations';
import type { AnyProjection } from './projection';
import type { TableGeneration } from './table-generation';
import type { Query } from './view';
import { columnsOf, typeOf } from './view-table';

type Sums = NonNullable<AnyProjection['sums']>;
type Table = TableGeneration['table'];
const sumsOf = (table: Table): Table => `${table}_sums`;

/** How much of a row, or of a line of sums, is 1 in this table. */
const ROWS = 'rows';
const MONTH = 'month';
const quoted = (name: string): string => `"${name}"`;
const list = (names: readonly string[], of: (name: string) => string = quoted): string => names.map(of).join(', ');

/** For a table whose rows are there, and of which nobody has read yet. */
export const createSums = async (
  kind: Kind,
  tx: Transaction<Database>,
  { projection, table }: TableGeneration,
): Promise<void> => {
  const { sums } = projection;
  if (sums === undefined) return;
  const kept = sumsOf(table);
  let creation = tx.schema.createTable(kept).addColumn(MONTH, textType(kind), (column) => column.notNull());
  for (const name of sums.by)
    creation = creation.addColumn(name, typeOf(projection, name) === 'integer' ? 'bigint' : textType(kind));
  for (const name of [...sums.of, ROWS]) creation = creation.addColumn(name, 'bigint', (column) => column.notNull());
  await creation.execute();
  await tx.schema
    .createIndex(`${kept}_0`)
    .on(kept)
    .columns([MONTH, ...sums.by])
    .execute();
  const added = list(sums.of, (name) => `coalesce(sum(${quoted(name)}), 0)`);
  await run(
    tx,
    `insert into ${quoted(kept)} (${list([MONTH, ...sums.by, ...sums.of, ROWS])})
     select substr(${quoted(sums.at)}, 1, 7), ${list([...sums.by])}, ${added}, count(*) from ${quoted(table)}
     where ${quoted(sums.at)} is not null group by 1, ${list([...sums.by])}`,
  );
  for (const statement of kind === 'sqlite' ? sqliteTriggers(table, sums) : postgresTriggers(table, sums))
    await run(tx, statement);
};

/** Its triggers go with the table itself. */
export const dropSums = async (kind: Kind, tx: Transaction<Database>, table: Table): Promise<void> => {
  await tx.schema.dropTable(sumsOf(table)).ifExists().execute();
  if (kind === 'postgres') await run(tx, `drop function if exists ${quoted(sumsOf(table))}()`);
};

const run = (tx: Transaction<Database>, statement: string) => sql.raw(statement).execute(tx);

/** The line of a row, `old` or `new`; no line where the row has no instant. */
const lineOf = (row: 'old' | 'new', { at, by }: Sums, same: string): string =>
  [
    `${MONTH} = substr(${row}.${quoted(at)}, 1, 7)`,
    ...by.map((name) => `${quoted(name)} ${same} ${row}.${quoted(name)}`),
  ].join(' and ');

const takenOut = (table: Table, sums: Sums, same: string): readonly string[] => {
  const less = list(sums.of, (name) => `${quoted(name)} = ${quoted(name)} - coalesce(old.${quoted(name)}, 0)`);
  const kept = quoted(sumsOf(table));
  const line = lineOf('old', sums, same);
  return [
    `update ${kept} set ${less}, ${ROWS} = ${ROWS} - 1 where ${line}`,
    `delete from ${kept} where ${line} and ${ROWS} = 0`,
  ];
};

const putIn = (table: Table, sums: Sums, same: string): readonly string[] => {
  const more = list(sums.of, (name) => `${quoted(name)} = ${quoted(name)} + coalesce(new.${quoted(name)}, 0)`);
  const kept = quoted(sumsOf(table));
  const line = lineOf('new', sums, same);
  const nothing = [...sums.of, ROWS].map(() => '0').join(', ');
  return [
    `insert into ${kept} (${list([MONTH, ...sums.by, ...sums.of, ROWS])})
     select substr(new.${quoted(sums.at)}, 1, 7), ${list(sums.by, (name) => `new.${quoted(name)}`)}, ${nothing}
     where new.${quoted(sums.at)} is not null and not exists (select 1 from ${kept} where ${line})`,
    `update ${kept} set ${more}, ${ROWS} = ${ROWS} + 1 where ${line}`,
  ];
};

const counted = ({ at, by, of }: Sums): readonly string[] => [at, ...by, ...of];

const sqliteTriggers = (table: Table, sums: Sums): readonly string[] => {
  const [out, into] = [takenOut(table, sums, 'is'), putIn(table, sums, 'is')];
  const differs = counted(sums).map((name) => `old.${quoted(name)} is not new.${quoted(name)}`);
  const trigger = (when: string, condition: string, acts: readonly string[]) =>
    `create trigger ${quoted(`${sumsOf(table)}_${when}`)} after ${when} on ${quoted(table)} ${condition}
     begin ${acts.map((act) => `${act};`).join(' ')} end`;
  return [
    trigger('insert', `when new.${quoted(sums.at)} is not null`, into),
    trigger('delete', `when old.${quoted(sums.at)} is not null`, out),
    trigger('update', `when ${differs.join(' or ')}`, [...out, ...into]),
  ];
};

const postgresTriggers = (table: Table, sums: Sums): readonly string[] => {
  const same = 'is not distinct from';
  const statements = (acts: readonly string[]) => acts.map((act) => `${act};`).join(' ');
  const isSame = counted(sums).map((name) => `old.${quoted(name)} ${same} new.${quoted(name)}`);
  const name = quoted(sumsOf(table));
  return [
    `create function ${name}() returns trigger language plpgsql as $kept$ begin
       if tg_op = 'UPDATE' then if ${isSame.join(' and ')} then return null; end if; end if;
       if tg_op <> 'INSERT' then ${statements(takenOut(table, sums, same))} end if;
       if tg_op <> 'DELETE' then ${statements(putIn(table, sums, same))} end if;
       return null; end $kept$`,
    `create trigger ${name} after insert or update or delete on ${quoted(table)} for each row execute function ${name}()`,
  ];
};

type Asked = {
  readonly by: readonly string[];
  readonly sum: readonly string[];
  readonly where?: Query<string>['where'];
};

/**
 * What to add up for a question, in place of the rows of the table: pieces with the columns asked for, and `rows`. Nothing
 * where the sums cannot answer it: it asks for what they do not tell apart, or has no beginning or no end.
 */
export const keptPieces = (
  projection: AnyProjection,
  table: Table,
  { by, sum, where = {} }: Asked,
): RawBuilder<unknown> | undefined => {
  const { sums } = projection;
  const within = sums && where[sums.at];
  if (!sums || !isWhole(within)) return undefined;
  const others = Object.fromEntries(
    Object.entries(where).filter(([name, condition]) => name !== sums.at && condition !== undefined),
  );
  const isKept = (names: readonly string[], kept: readonly string[]) => names.every((name) => kept.includes(name));
  if (!isKept([...by, ...Object.keys(others)], sums.by) || !isKept(sum, sums.of)) return undefined;
  const test = matching(columnsOf(projection), others);
  const [from, to] = [within.from.slice(0, 7), within.to.slice(0, 7)];
  const at = sql.ref(sums.at);
  const rowsIn = (sign: RawBuilder<unknown>, first: string, end: string) => sql`
    select ${columns(by)} ${sql.join([...sum.map((name) => sql`${sign} coalesce(${sql.ref(name)}, 0) as ${sql.ref(name)}`), sql`${sign} 1 as ${sql.ref(ROWS)}`])}
    from ${sql.table(table)} where ${at} >= ${first} and ${at} < ${end} and ${test(table)}`;
  return sql`(
    select ${columns(by)} ${sql.join([...sum, ROWS].map((name) => sql.ref(name)))} from ${sql.table(sumsOf(table))}
    where ${sql.ref(MONTH)} >= ${from} and ${sql.ref(MONTH)} < ${to} and ${test(sumsOf(table))}
    union all ${rowsIn(sql`-`, from, within.from)}
    union all ${rowsIn(sql`+`, to, within.to)}) as pieces`;
};

const columns = (names: readonly string[]): RawBuilder<unknown> =>
  names.length === 0 ? sql`` : sql`${sql.join(names.map((name) => sql.ref(name)))},`;

type Whole = { readonly from: string; readonly to: string };
const isWhole = (condition: unknown): condition is Whole => {
  const { from, to } = (typeof condition === 'object' && condition !== null ? condition : {}) as Partial<Whole>;
  return typeof from === 'string' && typeof to === 'string' && from <= to;
};

/** For those who add up pieces: none of a group is left where its rows are. */
export const isThere: RawBuilder<SqlBool> = sql<SqlBool>`sum(${sql.ref(ROWS)}) <> 0`;
