// `views`, `publish` and `store` where an engine cannot be used: a line that says why, exit code 2, no secret, and never for
// ever.

import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { CATALOGS } from '#composition';
import { startNode } from '#embedded-store';
import { masterKey, openKeys, openStore } from '#event-store';
import { configFrom, PERSONAL_KEYS } from '#settings';
import { type ServerDouble, startServerDouble } from '../../libs/embedded-store/testing/server-double';
import { selfSigned } from '../contract/certificate';
import { type Child, endAll, startChild } from '../programs/child';
import { discard, scratch } from '../programs/scratch';

const SECRET = 's3cret-word';
const PASSWORD = 'another';
const directory = scratch('engines-away');
const servers: Server[] = [];

/** Listens, and does that with whoever comes. */
const listening = async (greet: (socket: Socket) => void): Promise<string> => {
  const server = createServer((socket) => greet(socket.on('error', () => {})));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
};
/** A message of PostgreSQL's protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const asksForPassword = message('R', Buffer.from([0, 0, 0, 3]));
const turnsAway = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "svc"\0\0'),
);

/** The store of a server that was there once, and everything that will not do. */
const someEngines = async () => {
  const keyFile = join(directory, 'keys', PERSONAL_KEYS);
  const keys = await openKeys(keyFile, await masterKey(keyFile, { given: undefined, production: false }));
  const node = await startNode({ dir: join(directory, 'node') });
  const { provider } = configFrom({});
  const begun = await openStore({ url: node.url, provider, keys, catalogs: CATALOGS });
  await begun.close();
  const tls = selfSigned();
  writeFileSync(join(directory, 'ca.pem'), tls.cert);
  const double = await startServerDouble({
    dir: join(directory, 'double'),
    tls,
    accounts: { ops: { password: PASSWORD, rights: 'admin' } },
  });
  return { node, double };
};

const NONE = join(directory, 'none.ndjson');
/** Both ways of moving a store, to or from a server. */
const MOVES: readonly (readonly [string, (url: string) => readonly string[]])[] = [
  ['export', (url) => ['export', url]],
  ['import', (url) => ['import', url, '--from', NONE]],
];

let node: Awaited<ReturnType<typeof startNode>>;
let double: ServerDouble;
const programs = new Map<string, Child>();
/** All at once: each of them waits for its engine as long as a server would. */
const started = (name: string, program: string, args: readonly string[], env: Readonly<Record<string, string>>) => {
  programs.set(
    name,
    startChild(`apps/${program}/main.js`, args, { env: { DATA_DIR: directory, EVENTSTORE_URL: node.url, ...env } }),
  );
};

const withUser = () => `esdb://ops:${SECRET}@localhost:${double.port}`;
const userUrl = () => `${withUser()}?tlsCAFile=${encodeURIComponent(join(directory, 'ca.pem'))}`;

beforeAll(async () => {
  ({ node, double } = await someEngines());
  const silent = await listening(() => {});
  const withoutTls = await listening((socket) => socket.once('data', () => socket.write('N')));
  const strict = await listening((socket) =>
    socket.once('data', () => {
      socket.write(asksForPassword);
      socket.once('data', () => socket.end(turnsAway));
    }),
  );
  const database = (host: string, more = '') => ({ DATABASE_URL: `postgresql://svc:${SECRET}@${host}/f${more}` });
  writeFileSync(NONE, '');
  for (const [move, args] of MOVES) started(`nobody answers: ${move}`, 'store', args(`esdb://${silent}?tls=false`), {});
  const users = userUrl();
  started('no database', 'views', ['status'], database('127.0.0.1:1'));
  started('a database without TLS', 'views', ['verify'], database(withoutTls, '?sslmode=verify-full'));
  started('another password of the database', 'views', ['parked'], database(strict));
  started('another password of the store', 'views', ['status'], { EVENTSTORE_URL: users });
  started('TLS where none was meant', 'views', ['status'], {
    EVENTSTORE_URL: `esdb://127.0.0.1:${double.port}?tls=false`,
  });
  started('no Kafka', 'publish', [], { KAFKA_BROKERS: '127.0.0.1:1' });
  started('a Kafka that says nothing', 'publish', [], { KAFKA_BROKERS: silent });
});
afterAll(async () => {
  await endAll();
  for (const server of servers) server.close();
  await double.close();
  await node.close();
  discard(directory);
});

/** In a line, with 2. */
const ends = async (child: Child, says: RegExp): Promise<void> => {
  expect(await child.gone).toBe(2);
  expect(child.said).toStrictEqual([expect.stringMatching(says)]);
  expect(child.said[0]).not.toContain(SECRET);
};

it('store import ends by itself where all is well: such a server never ends a call that is half-closed', async () => {
  const child = startChild('apps/store/main.js', ['import', userUrl().replace(SECRET, PASSWORD), '--from', NONE]);
  expect([await child.gone, child.said]).toStrictEqual([0, []]);
});

// Those that nobody waits for come first: the others end meanwhile.
describe.each(MOVES)('store %s says in a line, and ends, that', (move, args) => {
  it.each([
    ['nobody listens', () => 'esdb://127.0.0.1:1?tls=false', /nothing listens there: start the event store/],
    ['none of a cluster leads', () => 'esdb://127.0.0.1:1,127.0.0.1:2?tls=false', /no node of the cluster can be used/],
    ['the password is another', userUrl, /does not know this user and password: correct them/],
    ['the authority is not known', withUser, /not signed by a CA that this host knows: name its CA .*tlsCAFile=/],
  ])('%s', (_what, url, says) => ends(startChild('apps/store/main.js', args(url())), says));

  it('nobody answers', () =>
    ends(
      programs.get(`nobody answers: ${move}`) as Child,
      /^The event store cannot be used: no answer within 10000 ms/,
    ));
});

it.each([
  ['no database', /^PostgreSQL does not answer at 127\.0\.0\.1:1: .*Start it, or correct DATABASE_URL\.$/],
  ['a database without TLS', /does not speak TLS\. Set ssl = on there/],
  ['another password of the database', /refuses the password of 'svc'\. Correct it in DATABASE_URL\.$/],
  ['another password of the store', /does not know the user and password of EVENTSTORE_URL\. Correct them there\.$/],
  ['TLS where none was meant', /write tls=true in EVENTSTORE_URL if it speaks TLS, or correct the port/],
  ['no Kafka', /^Nothing was sent: Kafka cannot be used \(127\.0\.0\.1:1, topic tickets\.events\): .*KAFKA_BROKERS/],
  [
    'a Kafka that says nothing',
    /^Nothing was sent: Kafka cannot be used \(127\.0\.0\.1:\d+, topic tickets\.events\): /,
  ],
])('%s is said in a line, and ends the command with 2', async (name, says) => {
  await ends(programs.get(name) as Child, says);
});
