// Suites and rigs work on whatever EVENTSTORE_URL names, as it is: they say which server that is, start none of their own,
// and leave alone what others have there. Shown on our own node as another process, and on the double with TLS and a user.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { ROOT } from '../bench/rows/built';
import { selfSigned } from '../contract/certificate';
import { endAll, startChild } from '../programs/child';
import { discard, scratch } from '../programs/scratch';

const PASSWORD = 's3cret-word';
const directory = scratch('given');
const file = (name: string) => join(directory, name);

const ourNode = async (): Promise<string> => {
  const node = startChild('apps/store/main.js', ['serve', file('node'), '--port', '0']);
  const [, port] = await node.line(/^LISTENING .*:(\d+)$/);
  return `esdb://127.0.0.1:${port}?tls=false`;
};
const doubleWithUser = async (): Promise<string> => {
  const { cert, key } = selfSigned();
  writeFileSync(file('cert.pem'), cert);
  writeFileSync(file('key.pem'), key);
  const account = JSON.stringify({ account: { name: 'ops', password: PASSWORD, rights: 'admin' } });
  const args = [file('double'), '0', '--tls', file('cert.pem'), file('key.pem'), '--begin', account];
  const double = startChild('test/contract/server-double-program.js', args, { input: 'open' });
  const [, port] = await double.line(/^LISTENING .*:(\d+)$/);
  return `esdb://ops:${PASSWORD}@localhost:${port}?tlsCAFile=${encodeURIComponent(file('cert.pem'))}`;
};

type Ran = { readonly ending: number; readonly said: string };
const run = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> => {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const output of [child.stdout, child.stderr]) output.on('data', (bytes) => said.push(String(bytes)));
  const [ending] = (await once(child, 'close')) as [number];
  return { ending, said: said.join('') };
};
const suite = (...args: readonly string[]) => [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '-w',
  '1',
  ...args,
];
const crash = (...args: readonly string[]) => ['dist/apps/crash/main.js', ...args, '--seed', '7'];
const streamsOf = async (url: string): Promise<readonly string[]> => {
  const client = EventStoreDBClient.connectionString(url);
  const streams = new Set<string>();
  for await (const { event } of client.readAll())
    if (event && !event.streamId.startsWith('$')) streams.add(event.streamId);
  await client.dispose();
  return [...streams];
};

afterAll(async () => {
  await endAll();
  discard(directory);
});

const SUITES = {
  'the contract': [suite('test/contract/append.spec', 'test/contract/batches.spec', 'test/contract/nonsense.spec'), {}],
  'the kill spec': [suite('test/kill/kill.spec'), { KILLS: '1', SEED: '7' }],
  'the replay': [suite('test/replay/ledgers-agree'), { HISTORIES: '2' }],
  'the roles rig': [crash('--only', 'roles', '--cycles', '1', '--rate', '5'), {}],
  'the server rig': [crash('--only', 'server', '--cycles', '1'), {}],
} as const;

describe.each([
  [
    'our own node as another process',
    ourNode,
    /^event store: our own node, as 24\.6\.0, at 127\.0\.0\.1:\d+ \(given/m,
    ['the contract', 'the replay', 'the server rig'],
  ],
  [
    'a server with TLS and a user',
    doubleWithUser,
    /^event store: EventStoreDB 24\.2\.0 at localhost:\d+ \(given/m,
    ['the contract', 'the kill spec', 'the roles rig'],
  ],
] as const)('On %s', (_which, start, named, suites) => {
  let url: string;
  beforeAll(async () => {
    url = await start();
    const client = EventStoreDBClient.connectionString(url);
    await client.appendToStream('somebody-else', jsonEvent({ type: 'Theirs', data: {} }));
    await client.dispose();
  });
  const strangers = async () =>
    (await streamsOf(url)).filter((stream) => !/^(run-[0-9a-f]{8}-|somebody-else$)/.test(stream));

  it.each(suites)('%s passes, says so, and keeps to streams of its own', async (what) => {
    const [args, env] = SUITES[what];
    const { ending, said } = await run(args, { ...env, EVENTSTORE_URL: url });
    expect([ending, said]).toStrictEqual([0, expect.stringMatching(named)]);
    expect(said).not.toContain(PASSWORD);
    expect(await strangers()).toEqual([]);
  });

  it('what crashes an event store of its own does not begin', async () => {
    const { ending, said } = await run(crash('--only', 'store', '--cycles', '1'), { EVENTSTORE_URL: url });
    expect([ending, said]).toStrictEqual([2, expect.stringMatching(/EVENTSTORE_URL names one that is not: unset it/)]);
    expect(said).not.toContain(PASSWORD);
  });
});
