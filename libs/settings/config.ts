import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { MailOptions } from '#conversation/module';
import { type StoreAddress, storeAddress } from '#event-store/url';
import type { SignInRules, TokenRules } from '#identity';
import type { KafkaOptions } from '#messaging/kafka';
import { type PostgresAddress, postgresAddress } from '#read-store';
import { developmentRules, type Facts, productionRules } from './config-rules';
import { kafkaFrom } from './kafka-config';
import { NOTARY_KEY_FILE } from './key-names';
import { oidcOf } from './oidc-config';
import { mustBeUrl } from './safe-url';
import { withSecretFiles } from './secret-files';
import { type LOG_LEVELS, parseSettings, ROLE_NAMES, SERVER_SETTINGS, type ServerEnvironment } from './settings';
import { readTls, type TlsFiles } from './tls-files';
import { type TrustedProxies, trustedProxies } from './trust-proxy';

export type ServerRole = (typeof ROLE_NAMES)[number];

/**
 * Where the truth and the views are: in our own process, or at the end of URLs. Without a URL of its own the read store
 * is a file in the data directory, which the processes of one machine may share.
 */
export type Stores =
  | { readonly kind: 'embedded'; readonly port: number }
  | {
      readonly kind: 'remote';
      readonly eventStoreUrl: string;
      readonly databaseUrl?: string;
      readonly connections: number;
    };

export type Config = {
  readonly mode: 'development' | 'production';
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** HTTPS of its own; plain HTTP without. */
  readonly tls?: TlsFiles;
  /** Who ends TLS before us, and is believed about whom a request comes from. */
  readonly proxies?: TrustedProxies;
  /** Absolute. Embedded stores live here. */
  readonly dataDir: string;
  /** Absolute. API keys and the keys of personal data: to be backed up apart from the stores. */
  readonly keysDir: string;
  /** Wraps the keys of personal data: base64, 32 bytes. */
  readonly masterKey?: string;
  /** What the notary signs with, where the environment says it. */
  readonly notaryKey?: string;
  /** Whose access tokens are taken besides API keys, and what their claims mean. */
  readonly oidc?: TokenRules;
  /** How people sign in by that provider, if they do. */
  readonly signIn?: SignInRules;
  /** How often one caller may ask; undefined where nobody counts. */
  readonly requestsPerSecond?: number;
  readonly roles: readonly ServerRole[];
  readonly stores: Stores;
  /** Where public events go besides the feed, if anywhere. */
  readonly kafka?: KafkaOptions;
  /** Mail to clients and from them. */
  readonly deskMail: MailOptions;
  /** The billing system that is asked for invoices. */
  readonly billingGateway?: { readonly url: string; readonly token?: string };
  /** What looks into attachments before they are kept. */
  readonly scanner?: string;
  /** Whose store this is; a store of another provider is refused. */
  readonly provider: string;
  /** Where people reach this server from outside: what links in messages begin with. */
  readonly publicUrl?: string;
  /** What the telephone system signs with. */
  readonly voicemailSecrets: readonly string[];
  /** The mail server, and whom mails are from. */
  readonly mail?: { readonly url: string; readonly from: string };
  /** Put before every stream name, where an event store is shared. */
  readonly streamPrefix?: string;
  /** Where traces go, if anywhere, and which share of them. */
  readonly tracing?: { readonly endpoint: string; readonly share: number };
  readonly logLevel: (typeof LOG_LEVELS)[number];
};

/** A configuration that will not do. A line for each thing that is wrong: the variable, what is wrong, what to write. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
}

export type Refuse = (reason: string) => void;
type Given = Readonly<Record<string, string>>;

/**
 * Reads the environment. An empty variable counts as none. Throws `BadConfig`, which names everything that is wrong at
 * once; nothing is ever guessed in its place, and no secret is repeated.
 */
export const configFrom = (environment: Readonly<Record<string, string | undefined>>, cwd = process.cwd()): Config => {
  const wrong: string[] = [];
  const refuse: Refuse = (reason) => wrong.push(reason);
  const given = withSecretFiles(givenIn(environment), refuse);
  const env = parseSettings(SERVER_SETTINGS, given, refuse);
  const mode = env.NODE_ENV === 'production' ? 'production' : 'development';
  const kafka = attempt(refuse, () => kafkaFrom(given, mode, (reason) => new BadConfig(reason)));
  const keysDir = resolve(cwd, env.KEYS_DIR ?? join(env.DATA_DIR, 'keys'));
  const hasNotaryKey =
    mode === 'development' || env.NOTARY_KEY !== undefined || existsSync(join(keysDir, NOTARY_KEY_FILE));
  const config: Omit<Config, 'stores'> = {
    mode,
    host: env.HOST,
    port: env.PORT,
    ...tlsOf(env, refuse),
    ...proxiesOf(env, refuse),
    dataDir: resolve(cwd, env.DATA_DIR),
    keysDir,
    ...oidcOf(env, mode, refuse),
    ...rateOf(env, mode),
    ...tracingOf(env, refuse),
    roles: rolesFrom(env.ROLES, { publisher: given.KAFKA_BROKERS !== undefined, notary: hasNotaryKey }, refuse),
    ...(kafka && { kafka }),
    deskMail: mailOf(env, mode),
    ...gatewayOf(env),
    ...(env.SCAN_PROGRAM !== undefined && { scanner: env.SCAN_PROGRAM }),
    ...(env.FAULTLINE_MASTER_KEY !== undefined && { masterKey: env.FAULTLINE_MASTER_KEY }),
    ...(env.NOTARY_KEY !== undefined && { notaryKey: env.NOTARY_KEY }),
    provider: env.PROVIDER,
    ...pagingOf(env),
    ...(env.STREAM_PREFIX !== undefined && { streamPrefix: env.STREAM_PREFIX }),
    logLevel: env.LOG_LEVEL ?? (mode === 'production' ? 'info' : 'warn'),
  };
  const facts: Facts = { given, env, config, ...addressesOf(env, refuse) };
  for (const rule of mode === 'production' ? productionRules : developmentRules) wrong.push(...rule(facts));
  if (wrong.length > 0) throw new BadConfig([...new Set(wrong)].join('\n'));
  return Object.freeze({ ...config, stores: storesOf(env) });
};

const givenIn = (environment: Readonly<Record<string, string | undefined>>): Given =>
  Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );

/** What `work` makes, or nothing where it throws a sentence that is the reason. */
const attempt = <T>(refuse: Refuse, work: () => T): T | undefined => {
  try {
    return work();
  } catch (error) {
    refuse((error as Error).message);
    return undefined;
  }
};

type Addresses = { readonly store?: StoreAddress; readonly database?: PostgresAddress };
const addressesOf = ({ EVENTSTORE_URL, DATABASE_URL }: ServerEnvironment, refuse: Refuse): Addresses => {
  const store = EVENTSTORE_URL === undefined ? undefined : attempt(refuse, () => storeAddress(EVENTSTORE_URL));
  const database = DATABASE_URL === undefined ? undefined : attempt(refuse, () => postgresAddress(DATABASE_URL));
  return { ...(store && { store }), ...(database && { database }) };
};

/** Roles that need something besides, and what to do where it is missing. */
const NEEDS = {
  publisher: "ROLES names 'publisher', and KAFKA_BROKERS is not set. Name the brokers: host:port,host:port",
  notary:
    "ROLES names 'notary', and it has no key: NOTARY_KEY is not set, and KEYS_DIR has no notary.key. Make one: openssl rand -base64 32",
} as const satisfies Partial<Record<ServerRole, string>>;
type Has = Readonly<Record<keyof typeof NEEDS, boolean>>;
const isNeedy = (role: string): role is keyof typeof NEEDS => Object.hasOwn(NEEDS, role);

/** The roles that a comma-separated list names; where none is named, all of those that have what they need. */
const rolesFrom = (list: string | undefined, has: Has, refuse: Refuse): readonly ServerRole[] => {
  if (list === undefined) return ROLE_NAMES.filter((role) => !isNeedy(role) || has[role]);
  const named = [...new Set(list.split(',').map((name) => name.trim()))];
  return named.flatMap((name) => {
    const role = ROLE_NAMES.find((known) => known === name);
    if (role !== undefined && isNeedy(role) && !has[role]) refuse(NEEDS[role]);
    if (role === undefined) refuse(`ROLES names '${name}', which is no role. Roles are: ${ROLE_NAMES.join(', ')}.`);
    return role ?? [];
  });
};

/** How on-call staff are reached, and by whom they are called. */
const pagingOf = ({ VOICEMAIL_SECRET, SMTP_URL: url, MAIL_FROM: from, PUBLIC_URL: publicUrl }: ServerEnvironment) => ({
  voicemailSecrets: VOICEMAIL_SECRET?.split(',') ?? [],
  ...(url !== undefined && { mail: { url, from } }),
  ...(publicUrl !== undefined && { publicUrl }),
});

const tlsOf = ({ TLS_CERT_FILE: cert, TLS_KEY_FILE: key }: ServerEnvironment, refuse: Refuse) => {
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined) {
    refuse('TLS_CERT_FILE and TLS_KEY_FILE are set together, or neither of them.');
    return {};
  }
  attempt(refuse, () => readTls({ cert, key }));
  return { tls: { cert, key } };
};

const proxiesOf = ({ TRUST_PROXY }: ServerEnvironment, refuse: Refuse) => {
  const proxies = TRUST_PROXY === undefined ? undefined : attempt(refuse, () => trustedProxies(TRUST_PROXY));
  return proxies ? { proxies } : {};
};

const mailOf = (env: ServerEnvironment, mode: Config['mode']): MailOptions => {
  const { SMTP_URL: url, DESK_ADDRESS: from, MAIL_WEBHOOK_SECRET: webhookSecret, MAIL_AUTHSERV: authserv } = env;
  return {
    ...(url !== undefined && from !== undefined && { url }),
    ...(from !== undefined && { from }),
    ...(webhookSecret !== undefined && { webhookSecret }),
    ...(authserv !== undefined && { authserv }),
    ...(env.MAIL_DIR !== undefined && { maildir: env.MAIL_DIR }),
    secure: mode === 'production',
  };
};

const tracingOf = (env: ServerEnvironment, refuse: Refuse): Pick<Config, 'tracing'> => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: share } = env;
  if (endpoint === undefined) return {};
  mustBeUrl('OTEL_EXPORTER_OTLP_ENDPOINT', endpoint, 'Write where the collector is', refuse);
  return { tracing: { endpoint, share } };
};

const gatewayOf = ({ BILLING_GATEWAY_URL: url, BILLING_GATEWAY_TOKEN: token }: ServerEnvironment) =>
  url === undefined ? {} : { billingGateway: { url, ...(token !== undefined && { token }) } };

const PER_SECOND = 100;
const rateOf = ({ REQUESTS_PER_SECOND: given }: ServerEnvironment, mode: Config['mode']) => {
  const requestsPerSecond = given ?? (mode === 'production' ? PER_SECOND : undefined);
  return requestsPerSecond === undefined ? {} : { requestsPerSecond };
};

/** All embedded; or stores at the end of URLs. What is missing was refused before. */
const storesOf = ({ EVENTSTORE_URL, DATABASE_URL, DATABASE_CONNECTIONS, STORE_PORT }: ServerEnvironment): Stores =>
  EVENTSTORE_URL === undefined
    ? { kind: 'embedded', port: STORE_PORT }
    : {
        kind: 'remote',
        eventStoreUrl: EVENTSTORE_URL,
        connections: DATABASE_CONNECTIONS,
        ...(DATABASE_URL !== undefined && { databaseUrl: DATABASE_URL }),
      };
