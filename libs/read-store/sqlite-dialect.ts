import type { SQLInputValue } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { DatabaseMonitor } from './database-monitor';
import type { SqliteConnection } from './sqlite-connection';

/** Kysely on Node's own SQLite. One connection, opened at the first statement, which Kysely lends to one at a time. */
export const nodeSqlite = (open: () => Promise<SqliteConnection>, monitor: DatabaseMonitor): Dialect => {
  let opened: Promise<SqliteConnection> | undefined;
  const sqlite = () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const connection = connect(sqlite, monitor);
  const run = (sql: string) => async () => void (await connection.executeQuery(CompiledQuery.raw(sql)));
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    // The write lock at once: what has begun is not refused in the middle. Who only reads holds up nobody.
    beginTransaction: (_connection, { accessMode }) => run(accessMode === 'read only' ? 'begin' : 'begin immediate')(),
    commitTransaction: run('commit'),
    rollbackTransaction: run('rollback'),
    releaseConnection: async () => undefined,
    destroy: async () => (await opened)?.close(),
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

const connect = (sqlite: () => Promise<SqliteConnection>, monitor: DatabaseMonitor): DatabaseConnection => ({
  executeQuery: async <R>({ sql, parameters }: CompiledQuery) => {
    const answer = await monitor.observe(async () =>
      (await sqlite()).execute({ sql, parameters: parameters as readonly SQLInputValue[] }),
    );
    if ('rows' in answer) return { rows: answer.rows as R[] };
    return { rows: [], numAffectedRows: BigInt(answer.changes) };
  },
  streamQuery: () => {
    throw new Error('Rows of SQLite are not streamed: they are there at once.');
  },
});
