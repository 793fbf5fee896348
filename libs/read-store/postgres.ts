import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { Connected, Database } from './database';

const CONNECTIONS_MAX = 10;
/** How long a connection may take: the other side may be gone without a word. */
const CONNECT_MS = 5000;

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

/** A pool of connections to PostgreSQL; made when they are needed. `onLost` is called for each that broke. */
export const openPostgres = (url: string, onLost: (error: Error) => void): Connected => {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    types: { getTypeParser: (oid, format) => parsers.get(oid) ?? types.getTypeParser(oid, format) },
  });
  pool.on('error', () => undefined); // an idle connection; its own listener below reports it
  pool.on('connect', (client) => {
    client.on('error', onLost); // the pool does not listen to those it has lent out
    // Each commit waits for the disk: projectors and processes live on when the database crashes, and what they take
    // for written they do not write again. Who is paused inside a transaction loses it, and nobody waits for him.
    client.query('set idle_in_transaction_session_timeout = 1000').catch(onLost);
  });
  return { kind: 'postgres', sql: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }) };
};
