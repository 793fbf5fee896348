import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type StoreAddress, storeAddress } from '#event-store/url';
import { isLoopback } from '#identity';
import type { KafkaOptions } from '#messaging/kafka';
import { kafkaFrom } from './kafka-config';

/** What each role does is in `server.module.ts`; here they have their names only. */
export const ROLE_NAMES = ['api', 'projector', 'sla', 'billing', 'public', 'webhooks', 'publisher'] as const;
export type ServerRole = (typeof ROLE_NAMES)[number];

/**
 * Where the truth and the views are: in our own process, or at the end of URLs. Without a URL of its own the read store
 * is a file in the data directory, which the processes of one machine may share.
 */
export type Stores =
  | { readonly kind: 'embedded'; readonly port: number }
  | { readonly kind: 'remote'; readonly eventStoreUrl: string; readonly databaseUrl?: string };

export type Config = {
  readonly mode: 'development' | 'production';
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Absolute. Embedded stores live here. */
  readonly dataDir: string;
  /** Absolute. API keys and the keys of personal data: to be backed up apart from the stores. */
  readonly keysDir: string;
  /** Wraps the keys of personal data: base64, 32 bytes. */
  readonly masterKey?: string;
  readonly roles: readonly ServerRole[];
  readonly stores: Stores;
  /** Where public events go besides the feed, if anywhere. */
  readonly kafka?: KafkaOptions;
  /** Whose store this is; a store of another provider is refused. */
  readonly provider: string;
  /** Put before every stream name, where an event store is shared. */
  readonly streamPrefix?: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
};

/** A configuration that will not do. One line: the variable, what is wrong, what to write. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
const port = (says: string) => z.coerce.number(says).int(says).min(0, says).max(65_535, says);
const ENVIRONMENT = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test'], "is 'development' or 'production'").default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port('is a number from 0 to 65535').default(3000),
  STORE_PORT: port('is a number from 0 to 65535').default(0),
  DATA_DIR: z.string().min(1, 'is a directory').default('data'),
  KEYS_DIR: z.string().min(1, 'is a directory').optional(),
  FAULTLINE_MASTER_KEY: z.string().optional(),
  ROLES: z.string().optional(),
  EVENTSTORE_URL: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "begins with 'postgresql://'")
    .optional(),
  PROVIDER: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,60}$/, 'is a name of lower-case letters, digits, dots and hyphens')
    .default('faultline'),
  STREAM_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'is made of lower-case letters, digits and hyphens')
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `is one of ${LOG_LEVELS.join(', ')}`).optional(),
});
type Environment = z.infer<typeof ENVIRONMENT>;

/** Reads the environment. An empty variable counts as none. Throws `BadConfig`; nothing is ever guessed in its place. */
export const configFrom = (environment: Readonly<Record<string, string | undefined>>, cwd = process.cwd()): Config => {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const read = ENVIRONMENT.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new BadConfig(`${String(issue?.path[0])} ${issue?.message}. It is set to something else.`);
  }
  const env = read.data;
  const mode = env.NODE_ENV === 'production' ? 'production' : 'development';
  const kafka = kafkaFrom(given, mode, (says) => new BadConfig(says));
  return Object.freeze({
    mode,
    host: mode === 'production' ? env.HOST : loopbackOnly(env.HOST),
    port: env.PORT,
    dataDir: resolve(cwd, env.DATA_DIR),
    keysDir: resolve(cwd, env.KEYS_DIR ?? join(env.DATA_DIR, 'keys')),
    roles: rolesFrom(env.ROLES, kafka !== undefined),
    stores: mode === 'production' ? productionStores(env) : developmentStores(env),
    ...(kafka && { kafka }),
    ...masterKeyOf(env, mode),
    provider: env.PROVIDER,
    ...(env.STREAM_PREFIX !== undefined && { streamPrefix: env.STREAM_PREFIX }),
    logLevel: env.LOG_LEVEL ?? (mode === 'production' ? 'info' : 'warn'),
  });
};

/** The roles that a comma-separated list names; all of them where none is named, but for a publisher without Kafka. */
const rolesFrom = (list: string | undefined, hasKafka: boolean): readonly ServerRole[] => {
  if (list === undefined) return ROLE_NAMES.filter((role) => hasKafka || role !== 'publisher');
  const named = list.split(',').map((name) => name.trim());
  return [...new Set(named)].map((name) => {
    const role = ROLE_NAMES.find((known) => known === name);
    if (role === 'publisher' && !hasKafka)
      throw new BadConfig(
        "ROLES names 'publisher', and KAFKA_BROKERS is not set. Name the brokers: host:port,host:port",
      );
    if (role) return role;
    throw new BadConfig(`ROLES names '${name}', which is no role. Roles are: ${ROLE_NAMES.join(', ')}.`);
  });
};

const masterKeyOf = ({ FAULTLINE_MASTER_KEY: masterKey }: Environment, mode: Config['mode']) => {
  if (mode === 'production' && masterKey === undefined)
    throw missing('FAULTLINE_MASTER_KEY', 'Make one: openssl rand -base64 32');
  return masterKey === undefined ? {} : { masterKey };
};

const loopbackOnly = (host: string): string => {
  if (host === 'localhost' || isLoopback(host)) return host;
  throw new BadConfig(
    `HOST is ${host}, and a development server stays on this machine. Use 127.0.0.1, or NODE_ENV=production.`,
  );
};

const productionStores = ({ EVENTSTORE_URL, DATABASE_URL }: Environment): Stores => {
  if (EVENTSTORE_URL === undefined) throw missing('EVENTSTORE_URL', 'esdb://store:2113?tls=true');
  if (DATABASE_URL === undefined) throw missing('DATABASE_URL', 'postgresql://user@host/faultline');
  if (/[?&]t[-_]*l[-_]*s=\s*false\b/i.test(EVENTSTORE_URL))
    throw new BadConfig('EVENTSTORE_URL says tls=false. In production the event store is spoken to over TLS only.');
  storeAddressIn(EVENTSTORE_URL);
  return { kind: 'remote', eventStoreUrl: EVENTSTORE_URL, databaseUrl: DATABASE_URL };
};
const missing = (name: string, example: string) =>
  new BadConfig(`${name} is not set. NODE_ENV=production needs it: nothing embedded takes its place. ${example}`);

/** All embedded; or a store that processes of this machine share. Development keys open nothing beyond it. */
const developmentStores = ({ EVENTSTORE_URL, DATABASE_URL, STORE_PORT }: Environment): Stores => {
  if (EVENTSTORE_URL === undefined && DATABASE_URL === undefined) return { kind: 'embedded', port: STORE_PORT };
  if (EVENTSTORE_URL === undefined)
    throw new BadConfig(
      'DATABASE_URL is set and EVENTSTORE_URL is not. Set both, or neither to run with embedded stores.',
    );
  const hosts = {
    EVENTSTORE_URL: storeAddressIn(EVENTSTORE_URL).hosts.map(({ address }) => address.replace(/^\[|\]$/g, '')),
    DATABASE_URL: DATABASE_URL === undefined ? [] : hostsOf(DATABASE_URL),
  };
  for (const [name, named] of Object.entries(hosts))
    if (!named.every((host) => host === 'localhost' || isLoopback(host)))
      throw new BadConfig(
        `${name} leads off this machine, and development keys must not open a real store. Set NODE_ENV=production.`,
      );
  return {
    kind: 'remote',
    eventStoreUrl: EVENTSTORE_URL,
    ...(DATABASE_URL !== undefined && { databaseUrl: DATABASE_URL }),
  };
};

const storeAddressIn = (url: string): StoreAddress => {
  try {
    return storeAddress(url);
  } catch (error) {
    throw new BadConfig((error as Error).message);
  }
};

const hostsOf = (url: string): readonly string[] => {
  const authority = /^[a-z+]+:\/\/(?:[^@/?]*@)?([^/?]*)/.exec(url)?.[1] ?? '';
  return authority.split(',').map((host) => host.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''));
};
