import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { LRUCache } from 'lru-cache';

const STATEMENTS_KEPT = 200;
/** How long a writer waits for another process, and between two tries. */
const BUSY_MS_MAX = 5000;
const PAUSE_MS_MAX = 50;

/** Kysely on Node's own SQLite. One connection, which Kysely lends to one at a time. */
export const nodeSqlite = (database: DatabaseSync): Dialect => {
  database.exec('pragma busy_timeout = 0'); // `patiently` waits: SQLite's own waiting would hold up the whole process
  const connection = connect(database);
  const say = (sql: string) => async () => void (await connection.executeQuery(CompiledQuery.raw(sql)));
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    // The write lock at once: what has begun is not refused in the middle. Who only reads holds up nobody.
    beginTransaction: (_connection, { accessMode }) => say(accessMode === 'read only' ? 'begin' : 'begin immediate')(),
    commitTransaction: say('commit'),
    rollbackTransaction: say('rollback'),
    releaseConnection: async () => undefined,
    destroy: async () => database.close(),
  };
  return {
    createDriver: () => driver,
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TransactionalAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
};

/** SQLite does have transactions around DDL; so two that migrate at once come one after the other. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

const connect = (database: DatabaseSync): DatabaseConnection => {
  // Preparing a statement costs more than running it.
  const prepared = new LRUCache<string, StatementSync>({ max: STATEMENTS_KEPT });
  const statementFor = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  const run = <R>({ sql, parameters }: CompiledQuery): QueryResult<R> => {
    const statement = statementFor(sql);
    const bound = parameters as readonly SQLInputValue[];
    if (statement.columns().length > 0) return { rows: statement.all(...bound) as R[] };
    return { rows: [], numAffectedRows: BigInt(statement.run(...bound).changes) };
  };
  return {
    executeQuery: <R>(query: CompiledQuery) => patiently(() => run<R>(query)),
    streamQuery: () => {
      throw new Error('Rows of SQLite are not streamed: they are there at once.');
    },
  };
};

const BUSY = 5;
/** SQLite's primary result code, where an error is one of its own. */
export const sqliteCode = (error: unknown): number | undefined => {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
};

const patiently = async <T>(work: () => T): Promise<T> => {
  const end = Date.now() + BUSY_MS_MAX;
  for (let wait = 1; ; wait = Math.min(wait * 2, PAUSE_MS_MAX)) {
    try {
      return work();
    } catch (error) {
      if (sqliteCode(error) !== BUSY || Date.now() > end) throw error;
      await pause(wait);
    }
  }
};
