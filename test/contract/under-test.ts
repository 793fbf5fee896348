// The store that the contract is held against: a given server, a real one in a container, the embedded node, or the
// double that answers in the manner of servers (CONTRACT_ON=double).
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { credentials } from '@grpc/grpc-js';
import { dialStore } from '#event-store';
import { storeAddress } from '#event-store/url';
import { givenUrl, serverSaid } from '../programs/some-store';
import type { Way } from './raw';

export type UnderTest = {
  /** The node itself, host:port. */
  readonly address: string;
  readonly url: string;
  /** How to speak to it below the client. */
  readonly way: Way;
  /** The node's own process; absent where the server is not ours to watch. */
  readonly process?: ChildProcess;
  stop(): Promise<void>;
};

const IMAGE = process.env.EVENTSTORE_IMAGE ?? 'eventstore/eventstore:24.6';
const STARTS_WITHIN_MS = 20_000;

const dockerAnswers = (): boolean => {
  if (!process.env.DOCKER_HOST && !existsSync('/var/run/docker.sock')) return false;
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
};

/** Known before the first test is named, so that what only one kind can show is skipped by name. */
type Kind = 'given' | 'container' | 'embedded' | 'double';
const kindAsked = (): Kind => {
  if (givenUrl() !== undefined) return 'given';
  const asked = process.env.CONTRACT_ON;
  if (asked === 'embedded' || asked === 'double') return asked;
  return dockerAnswers() ? 'container' : 'embedded';
};
export const kind: Kind = kindAsked();

/** What the page asks of our node and of nobody else, or what only a process of our own can show. */
export const onEmbedded = kind === 'embedded' ? it : it.skip;

/** What server and node do each in their own way, and the double as the node. */
export const onOurs = kind === 'embedded' || kind === 'double' ? it : it.skip;

/** A given server may run without its standard projections; where they run, EVENTSTORE_PROJECTIONS=on says so. */
export const withProjections = kind !== 'given' || process.env.EVENTSTORE_PROJECTIONS === 'on' ? it : it.skip;

const urlOf = (address: string) => `esdb://${address}?tls=false`;

/** Whom a given server takes; nobody in particular where it takes everybody. */
export const givenUser = kind === 'given' ? storeAddress(givenUrl() ?? '').user : undefined;
const basic = ({ username, password }: NonNullable<typeof givenUser>) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** What stands in EVENTSTORE_URL, as it is: with TLS, a user, several hosts. Of a cluster, whoever leads now. */
const given = async (): Promise<UnderTest> => {
  const url = givenUrl() ?? '';
  const { tls, options } = storeAddress(url);
  const { host: address, credentials: callers } = await dialStore(url);
  const authority = typeof options.tlsCAFile === 'string' ? readFileSync(options.tlsCAFile) : undefined;
  const way = {
    address,
    credentials: callers,
    ...(tls && { tls: { ...(authority && { ca: authority }) } }),
    ...(givenUser && tls && { authorization: basic(givenUser) }),
  };
  return { address, url, way, stop: async () => {} };
};
const plainly = (address: string) => ({
  address,
  url: urlOf(address),
  way: { address, credentials: credentials.createInsecure() },
});

/** One container for all files of the suite and for the next run: streams have names of their own. It is left running. */
const container = async (): Promise<UnderTest> => {
  const { GenericContainer, Wait } = await import('testcontainers');
  const started = await new GenericContainer(IMAGE)
    .withCommand(['--insecure', '--mem-db', '--run-projections=System', '--enable-atom-pub-over-http'])
    .withExposedPorts(2113)
    .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCode(204))
    .withReuse()
    .start();
  const address = `${started.getHost()}:${started.getMappedPort(2113)}`;
  return { ...plainly(address), stop: async () => {} };
};

const STORE_PROGRAM = join(process.env.FAULTLINE_BUILD ?? 'dist', 'apps/store/main.js');

/** Starts `store serve` on a directory and waits for the line that says where it listens. Throws what it said instead. */
export const serve = async (directory: string, ...options: readonly string[]) => serveWith({}, directory, ...options);

type Surroundings = {
  readonly env?: NodeJS.ProcessEnv;
  /** What the shell's ulimit takes away from it, for example '-f 512'. */
  readonly ulimit?: string;
};

/** The same in other surroundings. */
export const serveWith = async (
  { env = {}, ulimit }: Surroundings,
  directory: string,
  ...options: readonly string[]
) => {
  if (!existsSync(STORE_PROGRAM))
    throw new Error(`${STORE_PROGRAM} is not there. The suite runs the built node: npm run build first.`);
  const command = [process.execPath, STORE_PROGRAM, 'serve', directory, '--port', '0', ...options];
  return listening(command, directory, { env, ...(ulimit !== undefined && { ulimit }) });
};

/** Starts a program that prints where it listens. */
const listening = async (command: readonly string[], directory: string, { env = {}, ulimit }: Surroundings) => {
  const [program = '', ...args] = ulimit ? ['sh', '-c', `ulimit ${ulimit}; exec "$0" "$@"`, ...command] : command;
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const lines = createInterface({ input: child.stdout });
  const address = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => give(`was not listening after ${STARTS_WITHIN_MS / 1000} s`), STARTS_WITHIN_MS);
    const give = (why: string) => {
      clearTimeout(late);
      child.kill('SIGKILL');
      reject(new Error(`The node on ${directory} ${why}. It said:\n${said.join('\n')}`));
    };
    lines.on('line', (line) => {
      const listening = /LISTENING (\S+:\d+)/.exec(line)?.[1];
      if (!listening) return said.push(line);
      clearTimeout(late);
      resolve(listening);
    });
    child.once('exit', (code, signal) => give(`ended with ${signal ?? code}`));
  });
  return { child, address, said };
};

/** Ends a node and waits until it is gone; the code it ended with, or the signal. */
export const end = (child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode ?? child.signalCode);
    child.once('exit', (code, by) => resolve(code ?? by));
    child.kill(signal);
  });

export const scratch = () => mkdtemp(join(tmpdir(), 'faultline-contract-'));

const DOUBLE_PROGRAM = join(process.env.FAULTLINE_BUILD ?? 'dist', 'test/contract/server-double-program.js');

const ours = async (start: (directory: string) => ReturnType<typeof serve>): Promise<UnderTest> => {
  const directory = await scratch();
  const { child, address } = await start(directory);
  const stop = async () => {
    await end(child, 'SIGKILL');
    await rm(directory, { recursive: true, force: true });
  };
  return { ...plainly(address), process: child, stop };
};

const embedded = () => ours(serve);
// It lives as long as its standard input is open.
const double = () => ours((directory) => listening([process.execPath, DOUBLE_PROGRAM, directory], directory, {}));

export const start = async (): Promise<UnderTest> => {
  const under = await { given, container, embedded, double }[kind]();
  if (kind === 'given') process.stderr.write(`event store: ${await serverSaid(under.url)} (given)\n`);
  return under;
};
