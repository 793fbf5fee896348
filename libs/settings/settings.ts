// Every setting of the programs: what it is, what it may be, what holds where it is not set. One table, from which the
// environment is parsed, unknown variables are found, and the page for operators is written (docs/operating.md).

import { z } from 'zod';
import { KAFKA_SETTINGS } from './kafka-settings';
import { MAIL_SETTINGS } from './mail-settings';
import { OIDC_SETTINGS } from './oidc-settings';
import { SECRET_FILE_SETTINGS } from './secret-files';
import { count, type Settings, text } from './setting';

/** What each role does is in `role-runner.ts`; here they have their names only. */
export const ROLE_NAMES = [
  'api',
  'projector',
  'sla',
  'billing',
  'paging',
  'public',
  'webhooks',
  'mail',
  'publisher',
  'notary',
] as const;
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

const port = z.coerce
  .number('is a number from 0 to 65535')
  .int('is a number from 0 to 65535')
  .min(0, 'is a number from 0 to 65535')
  .max(65_535, 'is a number from 0 to 65535');

export const SERVER_SETTINGS = {
  NODE_ENV: {
    schema: z.enum(['development', 'production', 'test'], "is 'development' or 'production'").default('development'),
    does: 'Production takes nothing embedded, no development keys, and refuses what is not safe',
    takes: '`development`, `production`',
    unset: '`development`',
  },
  ROLES: {
    schema: text.optional(),
    does: 'What this process does; any number of processes may have a role',
    takes: `a list of ${ROLE_NAMES.map((role) => `\`${role}\``).join(', ')}`,
    unset: 'all of them; `publisher` only with `KAFKA_BROKERS`; in production `notary` only with its key',
  },
  HOST: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9.:_-]+$/, 'is an address of this machine')
      .default('127.0.0.1'),
    does: 'The address to listen on; in development loopback only',
    takes: 'an address',
    unset: '`127.0.0.1`',
  },
  PORT: {
    schema: port.default(3000),
    does: 'The port to listen on; 0 takes any',
    takes: '0 to 65535',
    unset: '`3000`',
  },
  TLS_CERT_FILE: {
    schema: text.optional(),
    does: 'HTTPS of its own: the certificate with those between it and its authority. A new file is taken within ten seconds',
    takes: 'a PEM file',
    unset: 'plain HTTP',
  },
  TLS_KEY_FILE: {
    schema: text.optional(),
    does: 'The key of that certificate',
    takes: 'a PEM file',
    unset: 'plain HTTP',
  },
  TRUST_PROXY: {
    schema: text.optional(),
    does: 'The proxies that end TLS before this server: `Forwarded` and `X-Forwarded-For` are believed from them alone',
    takes: 'a list of addresses and networks: `10.0.0.7,10.1.0.0/16`',
    unset: 'nobody is believed',
  },
  REQUESTS_PER_SECOND: {
    schema: count('is a number from 1 to 100000', 1, 100_000).optional(),
    does: 'How often one API key, or one address without a key, may ask: this process, or all that share a PostgreSQL. Five times as many at once after a rest; beyond it 429',
    takes: '1 to 100000',
    unset: 'production: `100`; development: as often as it likes',
  },
  ...OIDC_SETTINGS,
  EVENTSTORE_URL: {
    schema: text.optional(),
    does: 'The event store',
    takes: '`esdb://user:password@host:2113?tls=true&tlsCAFile=/ca.crt`, or `esdb+discover://…` for a cluster',
    unset: 'development: a store of our own in `DATA_DIR`; production: refused',
  },
  STREAM_PREFIX: {
    schema: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'is made of lower-case letters, digits and hyphens')
      .optional(),
    does: 'Put before every stream name, where an event store is shared',
    takes: 'lower-case letters, digits, hyphens',
    unset: 'none',
  },
  PROVIDER: {
    schema: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{0,60}$/, 'is a name of lower-case letters, digits, dots and hyphens')
      .default('faultline'),
    does: 'Whose support desk this is; the store of another one is refused',
    takes: 'a name',
    unset: '`faultline`',
  },
  STORE_PORT: {
    schema: port.default(0),
    does: 'Development: the port of our own event store, on loopback',
    takes: '0 to 65535',
    unset: '`0`, any',
  },
  DATABASE_URL: {
    schema: text.optional(),
    does: 'PostgreSQL, for the views',
    takes: '`postgresql://user:password@host/database?sslmode=verify-full&sslrootcert=/ca.pem`',
    unset: 'development: a SQLite file in `DATA_DIR`; production: refused',
  },
  DATABASE_CONNECTIONS: {
    schema: count('is a number from 2 to 200', 2, 200).default(10),
    does: 'How many connections to PostgreSQL this process opens at most',
    takes: '2 to 200',
    unset: '`10`',
  },
  DATA_DIR: {
    schema: z.string().min(1, 'is a directory').default('data'),
    does: 'Where embedded stores lie',
    takes: 'a directory of its own',
    unset: '`./data`',
  },
  KEYS_DIR: {
    schema: z.string().min(1, 'is a directory').optional(),
    does: 'API keys and the keys of personal data. Shared by all processes; backed up apart from the stores',
    takes: 'a directory of its own',
    unset: '`keys` in `DATA_DIR`',
  },
  FAULTLINE_MASTER_KEY: {
    schema: text.optional(),
    does: 'Wraps the keys of personal data; the same for all processes, for ever',
    takes: '32 random bytes, base64: `openssl rand -base64 32`',
    unset: 'development: made, and kept in `KEYS_DIR`; production: refused',
  },
  NOTARY_KEY: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9+/]{43}=$/, 'is a key of 32 bytes in base64: openssl rand -base64 32')
      .optional(),
    does: 'What the notary signs its checkpoints with (docs/audit.md); another one is a rotation, which the store records',
    takes: '32 random bytes, base64: `openssl rand -base64 32`',
    unset: '`notary.key` in `KEYS_DIR`, which development makes',
  },
  PUBLIC_URL: {
    schema: z
      .string()
      .regex(/^https?:\/\/\S+$/, "begins with 'https://'")
      .optional(),
    does: 'Where others reach this server: links in pages begin with it, and public events name the feed by it',
    takes: '`https://support.example`',
    unset: 'pages: where this server listens; events: a path without a host',
  },
  VOICEMAIL_SECRET: {
    schema: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/=]{32,}(,whsec_[A-Za-z0-9+/=]{32,})*$/, 'is `whsec_` and at least 24 bytes in base64')
      .optional(),
    does: 'What the telephone system signs its notices of voicemail with; two of them, with a comma between, while it is renewed',
    takes: '`whsec_…`',
    unset: 'no notice is taken',
  },
  SMTP_URL: {
    schema: z
      .string()
      .regex(/^smtps?:\/\/\S+$/, "begins with 'smtp://' or 'smtps://'")
      .optional(),
    does: 'The mail server through which pages go to those who are called by mail',
    takes: '`smtp://user:password@host:587`, `smtps://…:465`; off this machine with TLS only',
    unset: 'nothing goes by mail: such a page is refused, and the next one is called',
  },
  MAIL_FROM: {
    schema: z
      .string()
      .regex(/^[^\s@]+@[^\s@]+$/, 'is a mail address')
      .default('on-call@faultline.invalid'),
    does: 'Whom mails are from',
    takes: 'a mail address',
    unset: '`on-call@faultline.invalid`',
  },
  ...MAIL_SETTINGS,
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: text.optional(),
    does: 'The collector that traces are sent to (OpenTelemetry, OTLP over HTTP, JSON); off this machine with TLS only',
    takes: '`http://127.0.0.1:4318`, `https://collector.example`',
    unset: 'nothing is traced',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    schema: z.coerce
      .number('is a number from 0 to 1')
      .min(0, 'is a number from 0 to 1')
      .max(1, 'is a number from 0 to 1')
      .default(1),
    does: 'Which share of the traces that begin here is sent; one that a client began is sent where it says so',
    takes: '0 to 1: `0.05`',
    unset: '`1`, all of them',
  },
  LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS, `is one of ${LOG_LEVELS.join(', ')}`).optional(),
    does: 'The least that is logged, as lines of JSON on standard error',
    takes: LOG_LEVELS.map((level) => `\`${level}\``).join(', '),
    unset: 'production: `info`; development: `warn`',
  },
} as const satisfies Settings;

export const SETTINGS: Settings = { ...SERVER_SETTINGS, ...KAFKA_SETTINGS, ...SECRET_FILE_SETTINGS };

type Parsed<S extends Settings> = { readonly [K in keyof S]: z.infer<S[K]['schema']> };
export type ServerEnvironment = Parsed<typeof SERVER_SETTINGS>;
export type KafkaEnvironment = Parsed<typeof KAFKA_SETTINGS>;

/** Parses one table. What will not do goes to `refuse`, a line each, and is as if it were not set. */
export const parseSettings = <S extends Settings>(
  table: S,
  given: Readonly<Record<string, string>>,
  refuse: (reason: string) => void,
): Parsed<S> =>
  Object.fromEntries(
    Object.entries(table).map(([name, { schema }]) => {
      const parsed = schema.safeParse(given[name]);
      if (parsed.success) return [name, parsed.data];
      refuse(`${name} ${parsed.error.issues[0]?.message}. It is set to something else.`);
      return [name, schema.safeParse(undefined).data];
    }),
  ) as Parsed<S>;
