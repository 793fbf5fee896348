// The rows of config-matrix.spec.ts. Names of files in the spec's folder stand as `<name>`.

import { type Change, OIDC_REFUSED, oidc } from './oidc-matrix.fixture';

export const SECRET = 'Tr0ub4dor-and-3';
const KEY = Buffer.from(Array.from({ length: 32 }, (_, n) => (n * 37 + 11) % 256)).toString('base64');
export const PRODUCTION = {
  NODE_ENV: 'production',
  EVENTSTORE_URL: `esdb://svc:${SECRET}@store:2113?tls=true`,
  DATABASE_URL: `postgresql://svc:${SECRET}@db/faultline?sslmode=verify-full`,
  FAULTLINE_MASTER_KEY: KEY,
  HOST: '127.0.0.1',
  KEYS_DIR: '/srv/faultline/keys',
  DATA_DIR: '/srv/faultline/data',
};
const KAFKA = { KAFKA_BROKERS: 'kafka:9092', KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'svc' };

const store = (rest: string): Change => ({ EVENTSTORE_URL: `esdb://svc:${SECRET}@${rest}` });
const database = (rest: string): Change => ({ DATABASE_URL: `postgresql://svc:${SECRET}@${rest}` });
const key = (bytes: Buffer): Change => ({ FAULTLINE_MASTER_KEY: bytes.toString('base64') });

export const REFUSED: readonly (readonly [what: string, change: Change, says: RegExp])[] = [
  // what is missing
  ['no event store', { EVENTSTORE_URL: undefined }, /^EVENTSTORE_URL is not set/],
  ['no database', { DATABASE_URL: undefined }, /^DATABASE_URL is not set/],
  ['no master key', { FAULTLINE_MASTER_KEY: undefined }, /^FAULTLINE_MASTER_KEY is not set/],
  ['an empty master key', { FAULTLINE_MASTER_KEY: '' }, /^FAULTLINE_MASTER_KEY is not set/],
  // the event store, in every spelling
  ['a store without TLS', store('store:2113?tls=false'), /^EVENTSTORE_URL says tls=false/],
  ['a store without TLS on this machine', store('127.0.0.1:2113?tls=false'), /^EVENTSTORE_URL says tls=false/],
  ['tls= false', store('store:2113?tls= false'), /^EVENTSTORE_URL/],
  ['TLS=false', store('store:2113?TLS=false'), /^EVENTSTORE_URL/],
  ['t-l-s=false', store('store:2113?t-l-s=false'), /^EVENTSTORE_URL/],
  ['t_l_s=false', store('store:2113?t_l_s=false'), /^EVENTSTORE_URL/],
  ['tls=False', store('store:2113?tls=False'), /^EVENTSTORE_URL/],
  ['tls=0', store('store:2113?tls=0'), /^EVENTSTORE_URL/],
  ['tls=no behind another option', store('store:2113?connectionName=a&tls=no'), /^EVENTSTORE_URL/],
  ['tls twice', store('store:2113?tls=true&tls=false'), /^EVENTSTORE_URL/],
  ['tls=false without a port', store('store?tls=false'), /^EVENTSTORE_URL says tls=false/],
  ['tls=false of a cluster', store('a:2113,b:2113/?tls=false'), /^EVENTSTORE_URL says tls=false/],
  ['tlsVerifyCert=false', store('store:2113?tlsVerifyCert=false'), /^EVENTSTORE_URL/],
  ['an unknown option', store('store:2113?tlz=false'), /^EVENTSTORE_URL/],
  ['another protocol', { EVENTSTORE_URL: `http://svc:${SECRET}@store:2113` }, /^EVENTSTORE_URL/],
  ['kurrentdb://', { EVENTSTORE_URL: `kurrentdb://svc:${SECRET}@store:2113` }, /^EVENTSTORE_URL/],
  ['upper case', { EVENTSTORE_URL: `ESDB://svc:${SECRET}@store:2113` }, /^EVENTSTORE_URL/],
  [
    'the password of every guide',
    { EVENTSTORE_URL: 'esdb://admin:changeit@store:2113' },
    /^EVENTSTORE_URL holds a password/,
  ],
  ['the same for ops', { EVENTSTORE_URL: 'esdb://ops:changeit@store:2113' }, /^EVENTSTORE_URL holds a password/],
  ['the same, encoded', { EVENTSTORE_URL: 'esdb://admin:change%69t@store:2113' }, /^EVENTSTORE_URL holds a password/],
  ['a user as password', { EVENTSTORE_URL: 'esdb://desk:desk@store:2113' }, /^EVENTSTORE_URL holds a password/],
  // PostgreSQL, as the driver reads it
  ['a database without TLS', database('db/faultline'), /^DATABASE_URL leads off this machine and is without TLS/],
  ['sslmode=disable', database('db/faultline?sslmode=disable'), /^DATABASE_URL .* without TLS \(sslmode=disable\)/],
  ['sslmode=no-verify', database('db/faultline?sslmode=no-verify'), /^DATABASE_URL .* does not verify/],
  ['sslmode=prefer', database('db/faultline?sslmode=prefer'), /^DATABASE_URL .*Write sslmode=verify-full/],
  ['sslmode=require', database('db/faultline?sslmode=require'), /^DATABASE_URL .*Write sslmode=verify-full/],
  ['sslmode=verify-ca', database('db/faultline?sslmode=verify-ca'), /^DATABASE_URL .*Write sslmode=verify-full/],
  [
    'require, as libpq has it',
    database('db/f?uselibpqcompat=true&sslmode=require'),
    /^DATABASE_URL .* does not verify/,
  ],
  ['prefer, as libpq has it', database('db/f?uselibpqcompat=true&sslmode=prefer'), /^DATABASE_URL .* does not verify/],
  ['ssl=no-verify', database('db/f?ssl=no-verify'), /^DATABASE_URL .* does not verify/],
  ['ssl=0', database('db/f?ssl=0'), /^DATABASE_URL .* without TLS/],
  ['the last of two counts', database('db/f?sslmode=verify-full&sslmode=disable'), /^DATABASE_URL .* without TLS/],
  ['a host among the options', database('localhost/f?host=db'), /^DATABASE_URL leads off this machine/],
  ['an address', database('10.1.2.3:5432/f'), /^DATABASE_URL leads off this machine/],
  ['an IPv6 address', database('[2001:db8::7]/f'), /^DATABASE_URL leads off this machine/],
  ['a name that begins like this machine', database('localhost.example/f'), /^DATABASE_URL leads off this machine/],
  [
    'an authority that is not there',
    database('db/f?sslmode=verify-full&sslrootcert=/none/ca.pem'),
    /^DATABASE_URL names the file \/none\/ca\.pem/,
  ],
  ['another database', { DATABASE_URL: `mysql://svc:${SECRET}@db/f` }, /^DATABASE_URL begins with/],
  ['no URL at all', { DATABASE_URL: `host=db user=svc password=${SECRET}` }, /^DATABASE_URL begins with/],
  ['a / in the password', { DATABASE_URL: `postgresql://svc:a/${SECRET}@db/f` }, /^DATABASE_URL cannot be read/],
  [
    'postgres:postgres',
    { DATABASE_URL: 'postgresql://postgres:postgres@localhost/f' },
    /^DATABASE_URL holds a password/,
  ],
  ['password', { DATABASE_URL: 'postgresql://svc:Password@localhost/f' }, /^DATABASE_URL holds a password/],
  ['a user as password', { DATABASE_URL: 'postgresql://desk:desk@localhost/f' }, /^DATABASE_URL holds a password/],
  ['one connection', { DATABASE_CONNECTIONS: '1' }, /^DATABASE_CONNECTIONS is a number from 2 to 200/],
  ['connections without end', { DATABASE_CONNECTIONS: '5000' }, /^DATABASE_CONNECTIONS/],
  // keys
  ['a master key of zeros', key(Buffer.alloc(32)), /^FAULTLINE_MASTER_KEY is not random/],
  ['one byte, repeated', key(Buffer.alloc(32, 0xa5)), /^FAULTLINE_MASTER_KEY is not random/],
  ['a word, repeated', key(Buffer.from('faultline-'.repeat(4).slice(0, 32))), /^FAULTLINE_MASTER_KEY is not random/],
  ['a key of 16 bytes', key(Buffer.from(KEY, 'base64').subarray(0, 16)), /^FAULTLINE_MASTER_KEY is not 32 bytes/],
  [
    'a key of 64 bytes',
    key(Buffer.concat([Buffer.from(KEY, 'base64'), Buffer.from(KEY, 'base64')])),
    /^FAULTLINE_MASTER_KEY is not 32/,
  ],
  [
    'a key in hexadecimal',
    { FAULTLINE_MASTER_KEY: Buffer.from(KEY, 'base64').toString('hex') },
    /^FAULTLINE_MASTER_KEY is not 32/,
  ],
  ['a passphrase', { FAULTLINE_MASTER_KEY: 'correct horse battery staple' }, /^FAULTLINE_MASTER_KEY is not 32 bytes/],
  ['KEYS_DIR=/', { KEYS_DIR: '/' }, /^KEYS_DIR is \/,/],
  ['KEYS_DIR=//', { KEYS_DIR: '//' }, /^KEYS_DIR is \/,/],
  ['KEYS_DIR=/srv/..', { KEYS_DIR: '/srv/..' }, /^KEYS_DIR is \/,/],
  ['KEYS_DIR=/etc', { KEYS_DIR: '/etc' }, /^KEYS_DIR is \/etc,/],
  ['KEYS_DIR in memory', { KEYS_DIR: '/dev/shm/keys' }, /^KEYS_DIR is \/dev\/shm/],
  ['KEYS_DIR=/tmp', { KEYS_DIR: '/tmp' }, /^KEYS_DIR is \/tmp,/],
  ['DATA_DIR=/', { DATA_DIR: '/' }, /^DATA_DIR is \/,/],
  ['DATA_DIR=/var/lib', { DATA_DIR: '/var/lib' }, /^DATA_DIR is \/var\/lib,/],
  // the network
  ['plain HTTP on every address', { HOST: '0.0.0.0' }, /^HOST is 0\.0\.0\.0, and keys would cross the network/],
  ['plain HTTP on IPv6', { HOST: '::' }, /^HOST is ::/],
  ['plain HTTP on one address', { HOST: '10.0.0.7' }, /^HOST is 10\.0\.0\.7/],
  ['plain HTTP under a name', { HOST: 'faultline.internal' }, /^HOST is faultline\.internal/],
  ['a host with a port', { HOST: 'http://0.0.0.0' }, /^HOST is an address/],
  ['everybody as proxy', { HOST: '0.0.0.0', TRUST_PROXY: '0.0.0.0/0' }, /^TRUST_PROXY names '0\.0\.0\.0\/0': anybody/],
  ['everybody on IPv6', { HOST: '::', TRUST_PROXY: '::/0' }, /^TRUST_PROXY names '::\/0': anybody/],
  ['TRUST_PROXY=true', { HOST: '0.0.0.0', TRUST_PROXY: 'true' }, /^TRUST_PROXY names 'true', which is no address/],
  ['TRUST_PROXY=*', { HOST: '0.0.0.0', TRUST_PROXY: '*' }, /^TRUST_PROXY names '\*'/],
  ['TRUST_PROXY=1', { HOST: '0.0.0.0', TRUST_PROXY: '1' }, /^TRUST_PROXY names '1'/],
  ['a prefix that is none', { HOST: '0.0.0.0', TRUST_PROXY: '10.0.0.0/33' }, /^TRUST_PROXY .* whose prefix is none/],
  [
    'a certificate without its key',
    { TLS_CERT_FILE: '<ours.crt>' },
    /^TLS_CERT_FILE and TLS_KEY_FILE are set together/,
  ],
  ['a key without its certificate', { TLS_KEY_FILE: '<ours.key>' }, /^TLS_CERT_FILE and TLS_KEY_FILE are set together/],
  [
    'a certificate that is not there',
    { TLS_CERT_FILE: '<none>', TLS_KEY_FILE: '<ours.key>' },
    /^TLS_CERT_FILE is .*cannot be read/,
  ],
  [
    'the key of another',
    { TLS_CERT_FILE: '<ours.crt>', TLS_KEY_FILE: '<other.key>' },
    /^TLS_CERT_FILE and TLS_KEY_FILE do not go together/,
  ],
  [
    'no certificate at all',
    { TLS_CERT_FILE: '<text.pem>', TLS_KEY_FILE: '<ours.key>' },
    /^TLS_CERT_FILE and TLS_KEY_FILE do not go/,
  ],
  [
    'others sent here in the clear',
    { ...KAFKA, KAFKA_SASL_PASSWORD: SECRET, PUBLIC_URL: 'http://support.example' },
    /^PUBLIC_URL is http:/,
  ],
  // Node itself
  ['no certificate verified', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /^NODE_TLS_REJECT_UNAUTHORIZED is 0/],
  ['a lenient parser', { NODE_OPTIONS: '--insecure-http-parser' }, /^NODE_OPTIONS weakens/],
  ['old TLS', { NODE_OPTIONS: '--tls-min-v1.0' }, /^NODE_OPTIONS weakens/],
  ['an open debugger', { NODE_OPTIONS: '--inspect=0.0.0.0:9229' }, /^NODE_OPTIONS opens a debugger/],
  ['authorities that are not there', { NODE_EXTRA_CA_CERTS: '/none/ca.pem' }, /^NODE_EXTRA_CA_CERTS/],
  // Kafka
  ['Kafka without TLS', { ...KAFKA, KAFKA_SASL_PASSWORD: SECRET, KAFKA_TLS: 'false' }, /^KAFKA_TLS is false/],
  [
    'a password of Kafka that everybody knows',
    { ...KAFKA, KAFKA_SASL_PASSWORD: 'admin-secret' },
    /^KAFKA_SASL_PASSWORD holds/,
  ],
  ['Kafka without a password', KAFKA, /^KAFKA_SASL_MECHANISM, .* are set together/],
  ['brokers that are none', { KAFKA_BROKERS: 'kafka' }, /^KAFKA_BROKERS is a list/],
  ...OIDC_REFUSED,
  // what nobody knows
  [
    'a name that is not ours',
    { EVENTSTORE_URI: 'esdb://store' },
    /^EVENTSTORE_URI is no setting\. Is EVENTSTORE_URL meant\?/,
  ],
  ['a letter left out', { DATABSE_URL: 'postgresql://db' }, /^DATABSE_URL is no setting\. Is DATABASE_URL meant\?/],
  ['lower case', { database_url: 'postgresql://db' }, /^database_url is no setting\. Is DATABASE_URL meant\?/],
  ['one role', { ROLE: 'billing' }, /^ROLE is no setting\. Is ROLES meant\?/],
  ['a level by another name', { LOGLEVEL: 'debug' }, /^LOGLEVEL is no setting\. Is LOG_LEVEL meant\?/],
  ['a key by another name', { FAULTLINE_KEY: KEY }, /^FAULTLINE_KEY is no setting of ours/],
  ['a proxy by another name', { TRUST_PROXIES: '10.0.0.7' }, /^TRUST_PROXIES is no setting of ours/],
  [
    'an option of Kafka that is none',
    { ...KAFKA, KAFKA_SASL_PASSWORD: SECRET, KAFKA_ACKS: '1' },
    /^KAFKA_ACKS is no setting of ours/,
  ],
  ['a role that there is not', { ROLES: 'api,biling' }, /^ROLES names 'biling'/],
  ['a port that is none', { PORT: 'https' }, /^PORT is a number/],
];

export const TAKEN: readonly (readonly [what: string, change: Change])[] = [
  ['what is meant', {}],
  ['a cluster', store('a:2113,b:2113,c:2113?tls=true&nodePreference=leader')],
  ['TLS as it is where nobody says so', store('store:2113')],
  ['a database on this machine, without TLS', database('localhost/faultline')],
  ['a database behind a socket', { DATABASE_URL: 'postgresql://svc@/faultline?host=/var/run/postgresql' }],
  ['ssl=true, which verifies', database('db/faultline?ssl=true')],
  ['an authority of our own', database('db/faultline?sslmode=verify-full&sslrootcert=<ours.crt>')],
  ['an identity provider', oidc({ OIDC_ALGORITHMS: 'ES256', OIDC_ROLES_CLAIM: 'realm_access.roles' })],
  ['a proxy that ends TLS', { HOST: '0.0.0.0', TRUST_PROXY: '10.0.0.7, 10.1.0.0/16, 2001:db8::/32' }],
  ['HTTPS of its own', { HOST: '0.0.0.0', TLS_CERT_FILE: '<ours.crt>', TLS_KEY_FILE: '<ours.key>' }],
  ['a worker, which nobody sends a key to', { HOST: '0.0.0.0', ROLES: 'billing,sla' }],
  ['Kafka over TLS', { ...KAFKA, KAFKA_SASL_PASSWORD: SECRET, PUBLIC_URL: 'https://support.example' }],
  ['a proxy of NODE_OPTIONS that is harmless', { NODE_OPTIONS: '--max-old-space-size=2048' }],
  [
    "what Kubernetes says of services called 'kafka' and 'eventstore'",
    {
      KAFKA_SERVICE_HOST: '10.0.0.3',
      KAFKA_PORT: 'tcp://10.0.0.3:9092',
      KAFKA_PORT_9092_TCP_ADDR: '10.0.0.3',
      EVENTSTORE_SERVICE_PORT_HTTP: '2113',
    },
  ],
  [
    'what a machine has anyhow',
    {
      HOME: '/root',
      HOSTNAME: 'a',
      PATH: '/bin',
      PWD: '/',
      LANG: 'C',
      TZ: 'UTC',
      USER: 'node',
      LOGNAME: 'node',
      SHELL: '/bin/sh',
      PGHOST: 'x',
      npm_config_x: '1',
    },
  ],
];
