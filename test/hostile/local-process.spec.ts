// Somebody else who has an account on the machine: what they can see of our processes, files, logs and errors opens
// nothing. Linux shows them the command line of every process, and the environment of their own.
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { built } from '../bench/rows/built';
import { endAll, startChild } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { untilWithin } from '../programs/until';

const folder = scratch('local');
afterAll(async () => {
  await endAll();
  discard(folder);
});
const secret = () => `S3cret${randomBytes(12).toString('hex')}`;

/** The process and all that it has started. */
const family = (pid: number): readonly number[] => {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(pid);
      } catch {
        return false; // it has ended meanwhile
      }
    });
  return [pid, ...children.flatMap((child) => family(Number(child)))];
};

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('A running server', () => {
  const masterKey = randomBytes(32).toString('base64');
  const wrongKey = `fl_${randomBytes(32).toString('base64url')}`;
  const [note, password] = [secret(), secret()];
  let server: Server;
  let webhook: { id: string; secret: string };
  const secrets = () => [...Object.values(server.keys), masterKey, wrongKey, note, password, webhook.secret];
  const ask = (method: string, path: string, key: string, body?: object) =>
    fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      ...(body && { body: JSON.stringify(body) }),
    });

  beforeAll(async () => {
    server = await startServer(join(folder, 'server'), { LOG_LEVEL: 'debug', FAULTLINE_MASTER_KEY: masterKey });
    const { agent, supervisor } = server.keys;
    const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: note };
    const { ticketId } = (await (await ask('POST', '/tickets', agent, opening)).json()) as { ticketId: string };
    await ask('POST', `/tickets/${ticketId}/notes`, agent, { text: note });
    webhook = (await (
      await ask('POST', '/webhooks', supervisor, { url: 'https://noc.example.invalid/hook' })
    ).json()) as typeof webhook;
    await ask('POST', '/webhooks', supervisor, { url: `https://user:${password}@noc.example.com/` });
    await ask('POST', `/webhooks/${webhook.id}/secret`, supervisor, {});
    await ask('POST', `/tickets/${ticketId}/notes`, agent, { text: note, secret: password });
    for (const path of ['/tickets', `/tickets?password=${password}`, '/keys', '/nothing'])
      for (const key of [wrongKey, agent, `${agent}x`]) await ask('GET', path, key);
    await ask('POST', '/tickets', wrongKey, opening);
  });

  onLinux(
    'shows nothing that opens anything in the command line of any of its processes, and its environment to nobody',
    () => {
      for (const pid of family(server.pid)) {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        expect(secrets().filter((one) => line.includes(one))).toStrictEqual([]);
        expect((statSync(`/proc/${pid}/environ`).mode & 0o077).toString(8)).toBe('0');
      }
    },
  );

  it('says no key, no password, no secret and nobody’s words in its log, at its most talkative', async () => {
    await server.end();
    const log = server.said.join('\n');
    expect(log.length).toBeGreaterThan(100);
    expect(secrets().filter((one) => log.includes(one))).toStrictEqual([]);
    expect(log).not.toMatch(/authorization/i);
  });

  it('answers a mistake without repeating the secret in it', async () => {
    server = await startServer(join(folder, 'server'), { FAULTLINE_MASTER_KEY: masterKey });
    const { supervisor } = server.keys;
    const answers = [
      await ask('POST', '/webhooks', supervisor, { url: `https://user:${password}@noc.example.com/` }),
      await ask('GET', '/tickets', `${wrongKey}!`),
      await ask('GET', '/webhooks', supervisor),
      await ask('GET', '/keys', server.keys.auditor),
    ];
    const text = (await Promise.all(answers.map((answer) => answer.text()))).join('\n');
    expect(secrets().filter((one) => text.includes(one))).toStrictEqual([]);
    await server.end();
  });
});

describe('A configuration with a typing error', () => {
  const tried = secret();
  const rows: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    `esdb//user:${tried}@store.example:2113`,
    `esdb:/user:${tried}@store.example:2113`,
    `user:${tried}@store.example:2113`,
    `esdb://user:${tried}@store.example:port`,
    `esdb://user:${tried}@store.example:2113?tls= false`,
    `esdb://user:${tried}@store.example:2113?tls=true&tsl=1`,
    `esdb://user:${tried}/x@store.example:2113`,
    `https://user:${tried}@store.example:2113`,
  ].map((EVENTSTORE_URL) => [`EVENTSTORE_URL=${EVENTSTORE_URL.replace(tried, '…')}`, { EVENTSTORE_URL }] as const);
  const databases = [
    `postgresql//user:${tried}@db.example/faultline`,
    `postgresql://user:${tried}@db.example:port/faultline`,
    `user:${tried}@db.example/faultline`,
    `postgresql://user:${tried}@/faultline?sslmode=maybe`,
    `mysql://user:${tried}@db.example/faultline`,
  ].map(
    (DATABASE_URL) =>
      [
        `DATABASE_URL=${DATABASE_URL.replace(tried, '…')}`,
        { EVENTSTORE_URL: 'esdb://user:x@store.example:2113', DATABASE_URL },
      ] as const,
  );
  it.each([
    ...rows,
    ...databases,
    ['FAULTLINE_MASTER_KEY=…', { FAULTLINE_MASTER_KEY: tried }] as const,
    ['FAULTLINE_MASTER_KEYS=…', { FAULTLINE_MASTER_KEYS: tried }] as const,
    ['KAFKA_PASSWORD=… without a user', { KAFKA_BROKERS: 'b:9092', KAFKA_PASSWORD: tried }] as const,
  ])('is refused without the secret in it: %s', async (_what, given) => {
    const program = startChild('apps/server/main.js', [], {
      env: { NODE_ENV: 'production', DATA_DIR: join(folder, 'none'), PORT: '0', LOG_LEVEL: 'debug', ...given },
    });
    expect(await program.gone).not.toBe(0);
    expect(program.said.join('\n')).toMatch(/\w+/);
    expect(program.said.join('\n')).not.toContain(tried);
  });
});

describe('The demo under umask 000', () => {
  it('leaves no file at any time that anybody else could read', async () => {
    const temporary = join(folder, 'demo');
    mkdirSync(temporary);
    const command = `umask 000; exec "${process.execPath}" "${built('apps/server/main.js')}" --demo`;
    const demo = spawn('sh', ['-c', command], {
      env: { PATH: process.env.PATH ?? '', TMPDIR: temporary, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    demo.stdout.on('data', (text) => {
      said += text;
    });
    let isGone = false;
    demo.once('close', () => {
      isGone = true;
    });
    const seen = new Map<string, string>();
    const look = () => {
      for (const name of readdirSync(temporary, { recursive: true, encoding: 'utf8' })) {
        const found = statSync(join(temporary, name), { throwIfNoEntry: false });
        if (found) seen.set(name, (found.mode & 0o777).toString(8));
      }
    };
    try {
      await untilWithin(120_000)(() => {
        look();
        return isGone;
      }, 'the story is told');
    } finally {
      demo.kill('SIGKILL');
    }
    expect(said).toContain('$187.50');
    expect([...seen].filter(([, mode]) => !['600', '700'].includes(mode))).toStrictEqual([]);
    expect(
      [...seen.keys()].filter((name) => /views\.sqlite(-wal)?$|api-keys\.json$|personal\.keys$/.test(name)).length,
    ).toBe(4);
    expect(seen.size).toBeGreaterThan(8);
  });
});
