// What a configuration must not be, a rule each. A rule looks at what was given as the clients read it, and answers in a line
// what to write instead; it never repeats a secret.

import { existsSync } from 'node:fs';
import type { StoreAddress } from '#event-store/url';
import { isLoopback } from '#identity';
import type { PostgresAddress } from '#read-store';
import type { Config } from './config';
import type { ServerEnvironment } from './settings';
import { unknownSettings } from './unknown-settings';

/** `store` and `database` are absent where they are not set, or cannot be read, which was refused before. */
export type Facts = {
  readonly given: Readonly<Record<string, string>>;
  readonly env: ServerEnvironment;
  readonly config: Omit<Config, 'stores'>;
  readonly store?: StoreAddress;
  readonly database?: PostgresAddress;
};
type Rule = (facts: Facts) => readonly string[];

const only = (isWrong: boolean, reason: string): readonly string[] => (isWrong ? [reason] : []);
const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host.startsWith('/') || isLoopback(host.replace(/^\[|\]$/g, ''));

const isComplete: Rule = ({ env }) => {
  const examples = {
    EVENTSTORE_URL: 'esdb://user:password@store:2113?tls=true',
    DATABASE_URL: 'postgresql://user:password@host/faultline?sslmode=verify-full',
    FAULTLINE_MASTER_KEY: 'Make one: openssl rand -base64 32',
  } as const;
  return Object.entries(examples).flatMap(([name, example]) =>
    only(
      env[name as keyof typeof examples] === undefined,
      `${name} is not set. NODE_ENV=production needs it: nothing embedded takes its place. ${example}`,
    ),
  );
};

const storeOverTls: Rule = ({ store }) =>
  only(
    store?.tls === false,
    'EVENTSTORE_URL says tls=false. In production the event store is spoken to over TLS only.',
  );

const databaseOverTls: Rule = ({ database }) => {
  if (database === undefined || isThisMachine(database.host)) return [];
  const { tls, sslmode } = database;
  if (tls === 'verified' && (sslmode === undefined || sslmode === 'verify-full')) return [];
  const fault = { none: 'is without TLS', unverified: 'does not verify the certificate', verified: 'is ambiguous' }[
    tls
  ];
  return [
    `DATABASE_URL leads off this machine and ${fault}${sslmode === undefined ? '' : ` (sslmode=${sslmode})`}. Write sslmode=verify-full, and sslrootcert=/path/ca.pem for an authority of your own.`,
  ];
};

/** Passwords that images and guides come with. */
const KNOWN_PASSWORDS = new Set(
  'changeit,changeme,change-me,password,passw0rd,postgres,eventstore,kurrentdb,kafka,admin,admin-secret,root,guest,secret,faultline,default,test,example,123456,12345678,qwerty'.split(
    ',',
  ),
);
const isKnown = (user: string | undefined, password: string | undefined): boolean =>
  password !== undefined && (KNOWN_PASSWORDS.has(password.toLowerCase()) || password === user);

const noDefaultPasswords: Rule = ({ given, store, database }) =>
  [
    ['EVENTSTORE_URL', store?.user?.username, store?.user?.password],
    ['DATABASE_URL', database?.user, database?.password],
    ['KAFKA_SASL_PASSWORD', given.KAFKA_SASL_USERNAME, given.KAFKA_SASL_PASSWORD],
  ].flatMap(([name, user, password]) =>
    only(isKnown(user, password), `${name} holds a password that everybody knows. Set one of your own there and here.`),
  );

const KEY_BYTES = 32;
const LEAST_DIFFERENT = 16;
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;

const masterKeyIsRandom: Rule = ({ env: { FAULTLINE_MASTER_KEY: text } }) => {
  if (text === undefined) return [];
  const advice = 'Make one: openssl rand -base64 32';
  if (!BASE64.test(text)) {
    const { length } = Buffer.from(text, 'base64');
    return [`FAULTLINE_MASTER_KEY is not ${KEY_BYTES} bytes in base64, but ${length}. ${advice}`];
  }
  const different = new Set(Buffer.from(text, 'base64')).size;
  return only(different < LEAST_DIFFERENT, `FAULTLINE_MASTER_KEY is not random: it repeats itself. ${advice}`);
};

const nodeItself: Rule = ({ given: { NODE_TLS_REJECT_UNAUTHORIZED, NODE_OPTIONS = '', NODE_EXTRA_CA_CERTS } }) => [
  ...only(
    NODE_TLS_REJECT_UNAUTHORIZED === '0',
    'NODE_TLS_REJECT_UNAUTHORIZED is 0, so that no certificate would be verified. Unset it, and name the authorities: tlsCAFile, sslrootcert, KAFKA_CA_FILE.',
  ),
  ...only(
    /--(insecure-http-parser|tls-min-v1\.[01]\b)/.test(NODE_OPTIONS),
    'NODE_OPTIONS weakens HTTP or TLS. Take --insecure-http-parser and --tls-min-v1.0 or -v1.1 out.',
  ),
  ...only(
    /--inspect/.test(NODE_OPTIONS),
    'NODE_OPTIONS opens a debugger, which hands out everything to whoever reaches it. Take --inspect out.',
  ),
  ...only(
    NODE_EXTRA_CA_CERTS !== undefined && !existsSync(NODE_EXTRA_CA_CERTS),
    'NODE_EXTRA_CA_CERTS names a file that is not there. Node would go on without it.',
  ),
];

const notInTheClear: Rule = ({ config: { host, roles, tls, proxies } }) =>
  only(
    roles.includes('api') && !isThisMachine(host) && tls === undefined && proxies === undefined,
    `HOST is ${host}, and keys would cross the network in the clear. Set TLS_CERT_FILE and TLS_KEY_FILE, or TRUST_PROXY to the address of what ends TLS before this server.`,
  );

const publicUrlIsHttps: Rule = ({ given: { PUBLIC_URL } }) =>
  only(
    PUBLIC_URL?.startsWith('http://') === true && !isThisMachine(hostOf(PUBLIC_URL)),
    'PUBLIC_URL is http://. Others send their keys there: write https://.',
  );
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

/** Directories that belong to the machine, or that are gone after its next start. */
const NOT_OURS =
  /^\/($|(bin|boot|dev|etc|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)$|(dev|proc|sys)\/|var\/(lib|tmp|log|run)$|etc\/)/;

const directoriesOfOurOwn: Rule = ({ config: { dataDir, keysDir }, env: { KEYS_DIR } }) =>
  Object.entries({ DATA_DIR: dataDir, ...(KEYS_DIR !== undefined && { KEYS_DIR: keysDir }) }).flatMap(([name, path]) =>
    only(NOT_OURS.test(path), `${name} is ${path}, which is no directory of its own. Name one that is ours alone.`),
  );

const nothingUnknown: Rule = ({ given }) =>
  unknownSettings(Object.keys(given)).map(({ name, meant }) =>
    meant === undefined
      ? `${name} is no setting of ours. Take it out; all of them are in docs/operating.md.`
      : `${name} is no setting. Is ${meant} meant?`,
  );

/** What clients owe, and the token, are not sent in the clear. */
const gatewayOverTls: Rule = ({ env: { BILLING_GATEWAY_URL: url } }) => {
  const at = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  return only(
    at?.protocol === 'http:' && !isThisMachine(at.hostname),
    'BILLING_GATEWAY_URL begins with http:// and leads off this machine. Write https://.',
  );
};

export const productionRules: readonly Rule[] = [
  isComplete,
  storeOverTls,
  databaseOverTls,
  noDefaultPasswords,
  masterKeyIsRandom,
  nodeItself,
  notInTheClear,
  publicUrlIsHttps,
  gatewayOverTls,
  directoriesOfOurOwn,
  nothingUnknown,
];

const onLoopback: Rule = ({ config: { host } }) =>
  only(
    !isThisMachine(host),
    `HOST is ${host}, and a development server stays on this machine. Use 127.0.0.1, or NODE_ENV=production.`,
  );

const bothOrNone: Rule = ({ env: { EVENTSTORE_URL, DATABASE_URL } }) =>
  only(
    EVENTSTORE_URL === undefined && DATABASE_URL !== undefined,
    'DATABASE_URL is set and EVENTSTORE_URL is not. Set both, or neither to run with embedded stores.',
  );

/** Development keys open nothing beyond this machine. */
const noRealStores: Rule = ({ store, database }) => {
  const hosts = {
    EVENTSTORE_URL: store?.hosts.map(({ address }) => address) ?? [],
    DATABASE_URL: database === undefined ? [] : [database.host],
  };
  return Object.entries(hosts).flatMap(([name, named]) =>
    only(
      !named.every(isThisMachine),
      `${name} leads off this machine, and development keys must not open a real store. Set NODE_ENV=production.`,
    ),
  );
};

export const developmentRules: readonly Rule[] = [onLoopback, bothOrNone, noRealStores, directoriesOfOurOwn];
