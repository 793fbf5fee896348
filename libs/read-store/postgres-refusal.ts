// Why PostgreSQL cannot be used, in one line for whoever starts the server: what happened, and what to write instead.

import { databaseErrorIn, describe } from './database-errors';
import type { PostgresAddress } from './postgres-address';

const NAME_MAX = 63;
/** PostgreSQL cuts it there itself, with a notice. */
export const applicationNameOf = (purpose: string | undefined): string =>
  (purpose === undefined ? 'faultline' : `faultline ${purpose}`).slice(0, NAME_MAX);

type Refusal = (target: PostgresAddress, reason: string) => string;

/** One line, without a secret. */
export const refusalOf = (error: unknown, target: PostgresAddress): string => {
  const cause = databaseErrorIn(error)?.cause ?? error;
  const code = String((cause as { code?: unknown } | undefined)?.code ?? '');
  const reason = describe(cause);
  const known = BY_CODE[code] ?? BY_MESSAGE.find(([pattern]) => pattern.test(reason))?.[1];
  return (known ?? AWAY)(target, reason);
};

const at = ({ host, port }: PostgresAddress): string => (host.startsWith('/') ? host : `${host}:${port}`);
const AWAY: Refusal = (target, reason) =>
  `PostgreSQL does not answer at ${at(target)}: ${reason}. Start it, or correct DATABASE_URL.`;
const UNTRUSTED: Refusal = (target, reason) =>
  `The certificate of PostgreSQL at ${at(target)} is not trusted: ${reason}. Name its authority in DATABASE_URL: sslmode=verify-full&sslrootcert=/path/ca.pem`;

const BY_CODE: Readonly<Record<string, Refusal>> = {
  '28P01': (target) =>
    `PostgreSQL at ${at(target)} refuses the password of '${target.user}'. Correct it in DATABASE_URL.`,
  '28000': (target, reason) =>
    `PostgreSQL at ${at(target)} turns '${target.user}' away: ${reason}. Create the role, or allow it in pg_hba.conf.`,
  '3D000': (target) =>
    `PostgreSQL at ${at(target)} has no database '${target.database}'. Create it: createdb --owner=${target.user} ${target.database}`,
  '42501': (target, reason) =>
    `'${target.user}' lacks a right in the database '${target.database}': ${reason}. Make it the owner: alter database "${target.database}" owner to "${target.user}"; and grant all on schema public to "${target.user}"`,
  '53300': (target, reason) =>
    `PostgreSQL at ${at(target)} has no connection left: ${reason}. Raise its max_connections, or lower DATABASE_CONNECTIONS of the servers.`,
  '25006': (target) =>
    `PostgreSQL at ${at(target)} is read-only: a standby, or default_transaction_read_only is on. Point DATABASE_URL at the primary.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (target) =>
    `The certificate of PostgreSQL at ${at(target)} is for another host. Use the name that it bears in DATABASE_URL.`,
  CERT_HAS_EXPIRED: (target) => `The certificate of PostgreSQL at ${at(target)} has expired. Renew it there.`,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  ENOTFOUND: (target) => `There is no host '${target.host}'. Correct DATABASE_URL.`,
};
const BY_MESSAGE: readonly (readonly [RegExp, Refusal])[] = [
  [
    /does not support SSL/i,
    (target) =>
      `PostgreSQL at ${at(target)} does not speak TLS. Set ssl = on there; on this machine alone, sslmode=disable in DATABASE_URL will do.`,
  ],
  [
    /SASL|password must be a string/i,
    (target) =>
      `PostgreSQL at ${at(target)} wants a password for '${target.user}', and DATABASE_URL has none: postgresql://user:password@host/database`,
  ],
];
