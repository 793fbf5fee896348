import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool, type PoolClient, type PoolConfig, types } from 'pg';
import type { Connected, Database } from './database';
import type { DatabaseMonitor } from './database-monitor';
import { ReadStoreUnavailable } from './errors';
import { type PostgresAddress, postgresAddress } from './postgres-address';
import { applicationNameOf, refusalOf } from './postgres-refusal';
import { type Cut, isCrowded, watchPostgres } from './postgres-watch';

export type PostgresOptions = {
  readonly url: string;
  /** How many connections this process opens at most, the one that watches included; 2 or more. */
  readonly connections?: number;
  /** What `pg_stat_activity` shows after "faultline": the roles of the process. */
  readonly purpose?: string;
};

const CONNECTIONS = 10;
/** How long a connection may take: the other side may be gone without a word. */
const CONNECT_MS = 5000;
const KEEP_ALIVE_MS = 10_000;
const PAUSE_MS = 25;
const PAUSE_MS_MAX = 400;

/** Counts and sums come as strings otherwise. None of ours exceeds 2^53; one that did would be no number we can trust. */
const asNumber = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) throw new RangeError(`${text} exceeds 2^53.`);
  return number;
};
const parsers = new Map<number, (text: string) => unknown>([
  [types.builtins.INT8, asNumber],
  [types.builtins.NUMERIC, asNumber],
]);

/** Connections to PostgreSQL, made when they are needed. Throws `ReadStoreUnavailable` on a URL that cannot be read. */
export const openPostgres = (
  { url, connections = CONNECTIONS, purpose }: PostgresOptions,
  monitor: DatabaseMonitor,
): Connected => {
  const target = postgresAddress(url);
  const config: PoolConfig = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: applicationNameOf(purpose),
  };
  const pool = new Pool({
    ...config,
    max: Math.max(1, connections - 1),
    types: { getTypeParser: (oid, format) => parsers.get(oid) ?? types.getTypeParser(oid, format) },
  });
  const cut = cutterOf(pool);
  const sql = new Kysely<Database>({ dialect: new PostgresDialect({ pool: observed(pool, monitor) as never }) });
  return {
    kind: 'postgres',
    sql,
    longReads: sql,
    watch: (signal) => watchPostgres(config, { monitor, cut, isServing: () => pool.totalCount > 0, signal }),
    explain: (error) => new ReadStoreUnavailable(refusalOf(error, target), { cause: error }),
    connections: { own: connections, named: nameOf(target) },
  };
};

const nameOf = ({ host, port, database }: PostgresAddress): string => `PostgreSQL at ${host}:${port}/${database}`;

/** The pool as Kysely uses it, with every error of the driver judged, wherever it comes up. */
const observed = (pool: Pool, monitor: DatabaseMonitor) => ({
  options: pool.options,
  connect: async () => {
    const client = await monitor.observe(() => lend(pool));
    return {
      processID: (client as { processID?: number }).processID,
      query: (text: string, values: unknown[]) => monitor.observe(() => client.query(text, values)),
      release: (destroy?: boolean) => client.release(destroy),
    };
  },
  end: () => pool.end(),
});

/** Where the server has no room for another connection, one of those that there are comes free in a moment. */
const lend = async (pool: Pool): Promise<PoolClient> => {
  const giveUpAt = performance.now() + CONNECT_MS;
  for (let wait = PAUSE_MS; ; wait = Math.min(wait * 2, PAUSE_MS_MAX))
    try {
      return await pool.connect();
    } catch (error) {
      if (!isCrowded(error) || pool.totalCount === 0 || performance.now() + wait > giveUpAt) throw error;
      await pause(wait);
    }
};

/** Closes every connection at once: what waits on one fails, and is tried again on a new one. */
const cutterOf = (pool: Pool): Cut => {
  const open = new Set<PoolClient>();
  // What breaks is reported by the statement that meets it, or by the watch; nobody else listens to a lent connection.
  const ignore = () => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => {
    open.add(client);
    client.on('error', ignore);
    // Each commit waits for the disk: projectors and processes live on when the database crashes, and what they take
    // for written they do not write again. Who is paused inside a transaction loses it, and nobody waits for him.
    client.query('set idle_in_transaction_session_timeout = 1000').catch(ignore);
  });
  pool.on('remove', (client) => open.delete(client));
  return () => {
    for (const client of open)
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  };
};
