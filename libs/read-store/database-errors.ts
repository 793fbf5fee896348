// The one place where an error of a database driver is judged. Everything above it sees a `DatabaseError` with a fault,
// never a driver's own error, so that an engine's trouble is never taken for the fault of an event or of a request.

import { sqliteCode } from './sqlite-code';

/**
 * - `away`: the engine does not answer, or not now (cut off, starting, too many connections, full). Try again.
 * - `refused`: it answers and turns this server away (password, rights, certificate). Try again; a person must help.
 * - `damaged`: its data is damaged. No second try helps.
 * - `value`: it does not take a value of the statement: a NUL in a text, a number out of range.
 * - `statement`: it does not take the statement. A mistake of ours, or tables of another build.
 */
export type DatabaseFault = 'away' | 'refused' | 'damaged' | 'value' | 'statement';

export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly fault: DatabaseFault;

  constructor(fault: DatabaseFault, cause: unknown) {
    super(describe(cause), { cause });
    this.fault = fault;
  }

  /** For `isEngineAway`. */
  get isEngineAway(): boolean {
    return this.fault === 'away' || this.fault === 'refused';
  }
}

/** The database's error behind another one, through whatever wraps it. */
export const databaseErrorIn = (error: unknown): DatabaseError | undefined => {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++)
    if (one instanceof DatabaseError) return one;
  return undefined;
};

/** The fault behind an error; undefined where no database is behind it. */
export const faultOf = (error: unknown): DatabaseFault | undefined => databaseErrorIn(error)?.fault;

export const judge = (error: unknown): DatabaseError =>
  error instanceof DatabaseError ? error : new DatabaseError(faultIn(error), error);

const faultIn = (error: unknown): DatabaseFault => {
  const sqlite = sqliteCode(error);
  if (sqlite !== undefined) return SQLITE[sqlite] ?? 'statement';
  const code = String((error as { code?: unknown } | undefined)?.code ?? '');
  if (SQLSTATE.test(code)) return BY_STATE[code] ?? BY_CLASS[code.slice(0, 2)] ?? 'statement';
  if (error instanceof RangeError || error instanceof TypeError) return 'statement';
  return isTurnedAway(code, describe(error)) ? 'refused' : 'away';
};

/** Five characters, a digit among them: EPIPE is none. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;
/** PostgreSQL's SQLSTATE by class: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const BY_CLASS: Readonly<Record<string, DatabaseFault>> = {
  '08': 'away', // connection
  '22': 'value',
  '23': 'value',
  '28': 'refused', // password, pg_hba.conf
  '40': 'away', // serialisation, deadlock, outcome not known
  '53': 'away', // too many connections, disk full, out of memory
  '57': 'away', // shut down, crashed, starting, cancelled
  '58': 'away', // the engine's own disk
};
const BY_STATE: Readonly<Record<string, DatabaseFault>> = {
  '25006': 'away', // read-only: a standby, before it is promoted
  '25P03': 'away', // paused inside a transaction for too long
  '25P04': 'away',
  '3D000': 'refused', // no such database
  '3F000': 'refused', // no such schema
  '42501': 'refused', // rights
  '55006': 'away',
  '55P03': 'away', // a lock that was not to be had in time
  '57P04': 'refused', // the database was dropped
  XX001: 'damaged',
  XX002: 'damaged',
};
/** SQLite's primary result codes. */
const SQLITE: Readonly<Record<number, DatabaseFault>> = {
  3: 'refused', // PERM
  5: 'away', // BUSY
  6: 'away', // LOCKED
  7: 'away', // NOMEM
  8: 'refused', // READONLY
  10: 'away', // IOERR
  11: 'damaged', // CORRUPT
  13: 'away', // FULL
  14: 'away', // CANTOPEN
  15: 'away', // PROTOCOL
  18: 'value', // TOOBIG
  19: 'value', // CONSTRAINT
  20: 'value', // MISMATCH
  25: 'value', // RANGE
  26: 'damaged', // NOTADB
};

/** What Node and the driver throw without a SQLSTATE: TLS and SASL that fail will fail again. */
const isTurnedAway = (code: string, message: string): boolean =>
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH)/.test(code) ||
  /does not support SSL|SASL|password must be a string/i.test(message);

/** Never empty: an error without a message is named by its class, and several at once by each of them. */
export const describe = (error: unknown): string => {
  const { message, code, name, errors } = (error ?? {}) as Partial<AggregateError> & { readonly code?: unknown };
  if (typeof message !== 'string') return String(error);
  if (message.trim() !== '') return message;
  const each = [...new Set((errors ?? []).map(describe))].join('; ');
  return each || String(code ?? name ?? 'an error without a message');
};
