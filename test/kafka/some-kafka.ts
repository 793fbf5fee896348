import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../bench/rows/built';
import { discard, scratch } from '../programs/scratch';

/** A Kafka to test on. */
export type Broker = {
  readonly brokers: readonly string[];
  stop(): Promise<void>;
};

/** A Kafka of our own, which may be killed. */
export type OurBroker = Broker & {
  /** The listener that wants TLS and a password, and the certificate that it shows (PEM). */
  readonly secure: { readonly brokers: readonly string[]; readonly ca: string };
  /** SIGKILL. */
  kill(): Promise<void>;
  /** On what the one before it has left behind, on the same ports. */
  startAgain(): Promise<void>;
};

/** A listener of the broker that hears on one port and tells clients another: that of a proxy. */
export type Proxied = { readonly hears: number; readonly said: number };

const SCRIPT = join(ROOT, 'scripts/start-kafka.sh');
/** The first time it is fetched. */
const WITHIN_MS = 240_000;
const works = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** How to get one here: `KAFKA_BROKERS`, else Docker, else the packages; or why there is none. */
export const someKafka = (): { start(): Promise<Broker> } | { missing: string } => {
  const given = process.env.KAFKA_BROKERS;
  if (given) return { start: async () => ({ brokers: given.split(','), stop: async () => {} }) };
  if (works('docker', 'info')) return { start: inDocker };
  const ours = ourKafka();
  return 'missing' in ours ? { missing: `no KAFKA_BROKERS, no Docker engine; ${ours.missing}` } : ours;
};

/** One that may be killed: from the packages only. */
export const ourKafka = (): { start(proxied?: Proxied): Promise<OurBroker> } | { missing: string } => {
  const where = spawnSync(SCRIPT, ['--where'], { encoding: 'utf8', timeout: WITHIN_MS });
  return where.status === 0 ? { start: fromPackages } : { missing: where.stderr.trim() || String(where.error) };
};

const fromPackages = async (proxied?: Proxied): Promise<OurBroker> => {
  const folder = scratch('kafka');
  const env = {
    ...process.env,
    KAFKA_OWNER: String(process.pid),
    ...(proxied && { KAFKA_PROXIED: `${proxied.hears}:${proxied.said}` }),
  };
  const run = (what: string) => promisify(execFile)(SCRIPT, [what, folder], { env, timeout: WITHIN_MS });
  const start = async () => (await run('start')).stdout.trim().split(',');
  const kill = async () => void (await run('stop'));
  return {
    brokers: await start(),
    secure: {
      brokers: [readFileSync(join(folder, 'secure'), 'utf8').trim()],
      ca: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    },
    kill,
    startAgain: async () => void (await start()),
    stop: async () => {
      await kill();
      discard(folder);
    },
  };
};

/** A port that nobody has just now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

const inDocker = async (): Promise<Broker> => {
  const { GenericContainer, Wait } = await import('testcontainers');
  const port = await freePort();
  const container = await new GenericContainer('apache/kafka:4.1.1')
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://localhost:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .withExposedPorts({ container: 9092, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  return { brokers: [`localhost:${port}`], stop: async () => void (await container.stop()) };
};
