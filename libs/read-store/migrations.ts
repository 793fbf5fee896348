import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { PROCESS_TABLES, processTables } from './consumer-tables';
import type { Kind, Sql } from './database';
import { faultOf } from './database-errors';
import { ReadStoreUnavailable } from './errors';
import { ONE_PARKED_TABLE, oneParkedTable } from './one-parked-table';

/** Text that sorts by bytes: the same order in both databases, whatever the locale of the server. */
export const textType = (kind: Kind) => (kind === 'postgres' ? sql`text collate "C"` : sql`text`);

/** Never edited once released; a change is a new one. Builds that do not know one refuse the database. */
const migrations = (kind: Kind): Record<string, Migration> => {
  const text = textType(kind);
  return {
    '2026-11-23-first-tables': { up: (db: Kysely<unknown>) => firstTables(db, text) },
    '2026-11-23-tables-beside': {
      up: async (db: Kysely<unknown>) => {
        const projections = db.schema.alterTable('projections');
        await projections.addColumn('generation', 'integer', (column) => column.notNull().defaultTo(0)).execute();
        await projections.addColumn('filling', 'integer').execute();
        await projections.addColumn('target', text).execute();
      },
    },
    [PROCESS_TABLES]: processTables(text),
    [ONE_PARKED_TABLE]: oneParkedTable(text),
  };
};

const firstTables = async (db: Kysely<unknown>, text: ReturnType<typeof textType>): Promise<void> => {
  await db.schema
    .createTable('checkpoints')
    .addColumn('reader', text, (column) => column.primaryKey())
    .addColumn('epoch', text, (column) => column.notNull())
    .addColumn('commit_position', text, (column) => column.notNull())
    .addColumn('prepare_position', text, (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('event_id', text, (column) => column.notNull())
    .addColumn('turn', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('projections')
    .addColumn('reader', text, (column) => column.primaryKey())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('shape', text, (column) => column.notNull())
    .addColumn('ready', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable('stream_heads')
    .addColumn('reader', text, (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('stream_heads_key', ['reader', 'stream'])
    .execute();
  await db.schema
    .createTable('parked')
    .addColumn('reader', text, (column) => column.notNull())
    .addColumn('sequence', text, (column) => column.notNull())
    .addColumn('position', text, (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('event_id', text, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('reason', text)
    .addPrimaryKeyConstraint('parked_key', ['reader', 'stream', 'revision'])
    .execute();
  await db.schema
    .createTable('deadlines')
    .addColumn('process', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('due_at', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('deadlines_key', ['process', 'key'])
    .execute();
  await db.schema.createIndex('deadlines_by_due_at').on('deadlines').columns(['process', 'due_at', 'key']).execute();
};

/** Brings the tables up to date. Throws `ReadStoreUnavailable` where a newer build has been here. */
export const migrate = async (kind: Kind, db: Sql): Promise<void> => {
  for (let again = TRIES - 1; ; again--)
    try {
      await runMigrations(kind, db);
      for (const addition of ADDITIONS) await addWhereMissing(kind, db, addition);
      return;
    } catch (error) {
      if (again === 0 || faultOf(error) !== 'away') throw error;
      await pause(TRIED_EVERY_MS);
    }
};
/** Where many processes start at once on a new SQLite file, most of them find it locked by one that makes the tables. */
const TRIES = 20;
const TRIED_EVERY_MS = 250;

/**
 * Columns that an older build neither reads nor needs to write, so that a roll-out can be rolled back: they may be empty in
 * any row, and no list of what was applied names them (docs/adr/0036).
 */
const ADDITIONS = [{ table: 'checkpoints', column: 'passed' }] as const;

const addWhereMissing = async (kind: Kind, db: Sql, { table, column }: (typeof ADDITIONS)[number]): Promise<void> => {
  if (await hasColumn(db, table, column)) return;
  try {
    await db.schema.alterTable(table).addColumn(column, textType(kind)).execute();
  } catch (error) {
    // Several processes start at once: another one may have added it meanwhile.
    if (!(await hasColumn(db, table, column))) throw cannotBring(error);
  }
};
const hasColumn = (db: Sql, table: 'checkpoints', column: 'passed'): Promise<boolean> =>
  db
    .selectFrom(table)
    .select(column)
    .limit(0)
    .execute()
    .then(
      () => true,
      (error: unknown) => {
        if (faultOf(error) !== 'statement') throw error;
        return false;
      },
    );

const runMigrations = async (kind: Kind, db: Sql): Promise<void> => {
  const known = migrations(kind);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  // Without the tables nothing was applied; what went wrong with them is the answer, not that they are missing.
  const newer = (await appliedMigrations(db).catch((): readonly string[] => [])).filter(
    (name) => !Object.hasOwn(known, name),
  );
  if (newer.length > 0)
    throw new ReadStoreUnavailable(
      `The read store was written by a newer build (${newer.join(', ')}). Deploy that build, or give this one an empty database: views are rebuilt from the events.`,
      { cause: error },
    );
  throw cannotBring(error);
};

const cannotBring = (error: unknown): ReadStoreUnavailable =>
  new ReadStoreUnavailable(
    `The tables of the read store could not be brought up to date: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  );

const appliedMigrations = async (db: Sql): Promise<readonly string[]> => {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name);
};
