import { Client } from 'pg';
import { ReadStoreUnavailable } from './errors';

/** Where a URL leads, as the driver itself reads it, the environment (PGSSLMODE, PGHOST, …) included. */
export type PostgresAddress = {
  /** A path is a socket of this machine. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
  /** `verified`: TLS, with a certificate from an authority that is trusted, for this very host. */
  readonly tls: 'none' | 'unverified' | 'verified';
  /** As it is written; undefined where it is not. */
  readonly sslmode?: string;
};

type Read = {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly database?: string;
  readonly password?: unknown;
  readonly ssl?: boolean | { readonly rejectUnauthorized?: boolean; readonly checkServerIdentity?: unknown };
};

/** Throws `ReadStoreUnavailable` on what the driver cannot read: a malformed URL, a file that is not there. */
export const postgresAddress = (url: string): PostgresAddress => {
  const { host, port, user = '', database = '', password, ssl } = quietly(() => read(url));
  const sslmode = /[?&]sslmode=([^&#]*)(?!.*[?&]sslmode=)/.exec(url)?.[1];
  return {
    host: host || 'localhost',
    port,
    user,
    database: database || user,
    ...(typeof password === 'string' && password !== '' && { password }),
    tls: tlsOf(ssl),
    ...(sslmode !== undefined && { sslmode }),
  };
};

const tlsOf = (ssl: Read['ssl']): PostgresAddress['tls'] => {
  if (!ssl) return 'none';
  if (ssl === true) return 'verified';
  return ssl.rejectUnauthorized === false || ssl.checkServerIdentity !== undefined ? 'unverified' : 'verified';
};

const read = (url: string): Read => {
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new ReadStoreUnavailable(
      "DATABASE_URL begins with 'postgresql://', and this one does not. Write postgresql://user:password@host/database",
    );
  try {
    return (new Client({ connectionString: url }) as unknown as { connectionParameters: Read }).connectionParameters;
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (path !== undefined)
      throw new ReadStoreUnavailable(
        `DATABASE_URL names the file ${path}, which cannot be read (${code}). Correct sslrootcert, sslcert or sslkey.`,
      );
    throw new ReadStoreUnavailable(
      'DATABASE_URL cannot be read. Write postgresql://user:password@host:5432/database, with / ? # @ : % in the password percent-encoded.',
    );
  }
};

/** The driver's warning on `sslmode=require` is five lines; ours is one. */
const quietly = <T>(work: () => T): T => {
  const { emitWarning } = process;
  process.emitWarning = (() => undefined) as typeof process.emitWarning;
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
};
