// The server as it is built, started and stopped as a person or a supervisor would.

import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { checkedFetch } from '../../test/programs/checked-fetch';
import { type Child, startChild } from '../../test/programs/child';
import { discard, scratch } from '../../test/programs/scratch';
import { type Server, spawnServer, startServer } from '../../test/programs/server';
import { until } from '../../test/programs/until';

const directories: string[] = [];
const children: Child[] = [];
const aDirectory = () => {
  const directory = scratch('boot');
  directories.push(directory);
  return directory;
};
const kept = <C extends Child>(child: C): C => {
  children.push(child);
  return child;
};
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.end('SIGKILL')));
  for (const directory of directories.splice(0)) discard(directory);
});

const start = async (dataDir: string, env = {}) => kept(await startServer(dataDir, env));
const ask = ({ url, keys }: Server, method: string, path: string, body?: object) =>
  checkedFetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${keys.supervisor}`,
      'idempotency-key': randomUUID(),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
/** What it said before it gave up: one line, exit code not 0. */
const refusal = async (child: Child): Promise<string> => {
  expect(await kept(child).gone).not.toBe(0);
  expect(child.said).toHaveLength(1);
  return child.said[0] ?? '';
};

describe('npm start', () => {
  it('says where everything is, gives a key to every role, and stops cleanly when asked', async () => {
    const data = aDirectory();
    const server = await start(data);
    await server.line(/^ +OpenAPI +http:\S+\/docs$/);
    await server.line(/^ +Data +\S+/);
    await server.line(new RegExp(`fault-reviewer +${server.keys['fault-reviewer']}`));
    expect((await checkedFetch(`${server.url}/docs`)).status).toBe(200);
    // No P1: at night it would wake somebody, and say that nobody is on call here.
    expect((await ask(server, 'POST', '/tickets', { ...opening, priority: 'P3' })).status).toBe(201);
    expect(await server.end('SIGTERM')).toBe(0);
    expect(server.said).toStrictEqual([]);
  });

  it('is the same again after a restart: keys, tickets and views', async () => {
    const data = aDirectory();
    const before = await start(data);
    const { ticketId } = (await (await ask(before, 'POST', '/tickets', opening)).json()) as { ticketId: string };
    expect(await before.end('SIGINT')).toBe(0);
    const after = await start(data);
    expect(after.keys).toStrictEqual(before.keys);
    const view = (await (await ask(after, 'GET', `/tickets/${ticketId}`)).json()) as object;
    expect(view).toMatchObject({ ticketId, status: 'new', client: 'acme' });
  });

  it('lets requests at hand finish: what was answered is there, and nothing is answered halfway', async () => {
    const data = aDirectory();
    const server = await start(data);
    const { ticketId } = (await (await ask(server, 'POST', '/tickets', opening)).json()) as { ticketId: string };
    const noted: string[] = [];
    let stopping = false;
    const talk = async (lane: number) => {
      for (let n = 0; !stopping || n === 0; n++) {
        const text = `${lane}/${n}`;
        const answer = await ask(server, 'POST', `/tickets/${ticketId}/notes`, { text }).catch(() => undefined);
        if (answer?.status === 200) noted.push(text);
      }
    };
    const lanes = Array.from({ length: 8 }, (_, lane) => talk(lane));
    await until(() => noted.length >= 50, 'fifty notes are taken');
    const asked = performance.now();
    const gone = server.end('SIGTERM');
    stopping = true;
    expect(await gone).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
    await Promise.all(lanes);
    const after = await start(data);
    const headers = { authorization: `Bearer ${after.keys.auditor}` };
    const history = await (await checkedFetch(`${after.url}/tickets/${ticketId}/history`, { headers })).text();
    for (const text of noted) expect(history.split(`"${text}"`)).toHaveLength(2);
  });

  it('stops cleanly even where it is asked before it listens', async () => {
    const data = aDirectory();
    await (await start(data)).end();
    const child = kept(spawnServer(data));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([0, 'SIGTERM']).toContain(await child.end('SIGTERM'));
    expect(await (await start(data)).end()).toBe(0);
  });
});

describe('A running server', () => {
  const data = scratch('boot');
  let server: Server;
  beforeAll(async () => {
    server = await startServer(data);
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    discard(data);
  });

  it("lists to a client its own tickets and nobody else's", async () => {
    const { ticketId } = (await (await ask(server, 'POST', '/tickets', opening)).json()) as { ticketId: string };
    const keysTool = ['keys', 'issue', '--principal', 'gil', '--role', 'client-contact', '--client', 'globex'];
    const globex = await kept(startChild('apps/server/main.js', keysTool, { env: { DATA_DIR: data } })).line(
      /^fl_\S+$/,
    );
    const listed = async (key: string) => {
      const answer = await checkedFetch(`${server.url}/tickets`, { headers: { authorization: `Bearer ${key}` } });
      return { status: answer.status, text: await answer.text() };
    };
    await until(async () => (await listed(server.keys['client-contact'])).text.includes(ticketId), 'it is listed');
    await until(async () => (await listed(globex[0])).status !== 401, 'the new key is taken');
    expect(await listed(globex[0])).toStrictEqual({ status: 200, text: '{"rows":[]}' });
    const asked = await checkedFetch(`${server.url}/tickets?client=acme`, {
      headers: { authorization: `Bearer ${globex[0]}` },
    });
    expect(asked.status).toBe(404);
  });

  it('shows an auditor every event with its stamp and leaf, as of any instant', async () => {
    const { ticketId } = (await (await ask(server, 'POST', '/tickets', opening)).json()) as { ticketId: string };
    await ask(server, 'POST', `/tickets/${ticketId}/triage`, { priority: 'P1' });
    const history = async (query = '') => {
      const headers = { authorization: `Bearer ${server.keys.auditor}` };
      return (await (
        await checkedFetch(`${server.url}/tickets/${ticketId}/history${query}`, { headers })
      ).json()) as Line[];
    };
    type Line = {
      revision: number;
      leaf: string;
      event: { type: string };
      stamp: { recordedAt: string; actor: object };
    };
    const lines = await history();
    expect(lines.map(({ event }) => event.type)).toStrictEqual(['TicketOpened', 'TicketTriaged']);
    for (const line of lines) {
      expect(line.leaf).toMatch(/^[0-9a-f]{64}$/);
      expect(line.stamp.actor).toStrictEqual({ id: 'dev-supervisor', role: 'supervisor' });
    }
    expect(await history(`?asOf=${lines[0]?.stamp.recordedAt}`)).toStrictEqual(lines.slice(0, 1));
    expect(await history('?asOf=2020-01-01T00:00:00Z&axis=occurred')).toStrictEqual([]);
  });

  it('takes a key that was issued beside it, and no more once it is revoked', async () => {
    const tool = (...args: string[]) =>
      kept(startChild('apps/server/main.js', ['keys', ...args], { env: { DATA_DIR: data } }));
    const issued = await tool('issue', '--principal', 'rosa', '--role', 'auditor').line(/^fl_\S+$/);
    const status = async () =>
      (
        await checkedFetch(`${server.url}/tickets/000000000/history`, {
          headers: { authorization: `Bearer ${issued[0]}` },
        })
      ).status;
    await until(async () => (await status()) === 404, 'the new key is taken');
    await tool('revoke', '--principal', 'rosa').line(/^1 key\(s\) of rosa revoked/);
    await until(async () => (await status()) === 401, 'the revoked key is refused');
    expect(await tool('issue', '--principal', 'rosa', '--role', 'noc-contact').gone).toBe(2);
  });

  it('is not disturbed by another process on its data, which names it by its pid and leaves', async () => {
    expect(await refusal(spawnServer(data))).toContain(String(server.pid));
    expect((await checkedFetch(`${server.url}/health`)).status).toBe(200);
  });
});

describe('A server of some roles', () => {
  it('answers /health, and no route of another role', async () => {
    const data = aDirectory();
    const server = await start(data, { ROLES: 'projector,billing' });
    const { work } = (await (await checkedFetch(`${server.url}/health`)).json()) as { work: { name: string }[] };
    expect(work.map(({ name }) => name)).toStrictEqual(expect.arrayContaining(['billing-process']));
    expect((await ask(server, 'POST', '/tickets', opening)).status).toBe(404);
  });
});

describe('npm start says in one line why it will not:', () => {
  it('the port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as { port: number };
    const said = await refusal(spawnServer(aDirectory(), { PORT: String(port) }));
    expect(said).toMatch(new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is taken\\. Set PORT to another one`));
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('the directory cannot be written', async () => {
    const file = join(aDirectory(), 'a-file');
    writeFileSync(file, '');
    expect(await refusal(spawnServer(join(file, 'data')))).toContain('DATA_DIR');
    expect(await refusal(spawnServer(file))).toContain('DATA_DIR');
    expect(await refusal(spawnServer('/proc/1/faultline'))).toContain('DATA_DIR');
  });

  it('the configuration will not do', async () => {
    const missing = kept(spawnServer(aDirectory(), { NODE_ENV: 'production' }));
    expect(await missing.gone).toBe(1);
    expect(missing.said.map((line) => line.split(' ').slice(0, 4).join(' '))).toStrictEqual([
      'EVENTSTORE_URL is not set.',
      'DATABASE_URL is not set.',
      'FAULTLINE_MASTER_KEY is not set.',
    ]);
    expect(await refusal(spawnServer(aDirectory(), { ROLES: 'biling' }))).toMatch(/^ROLES names 'biling'/);
    expect(await refusal(spawnServer(aDirectory(), { HOST: '0.0.0.0' }))).toMatch(/^HOST is 0\.0\.0\.0/);
  });

  it('the command line is not understood', async () => {
    const child = kept(startChild('apps/server/main.js', ['--dmeo'], { env: { DATA_DIR: aDirectory(), PORT: '0' } }));
    expect(await refusal(child)).toMatch(/^'dmeo' is not understood\. Usage:/);
  });
});

describe('npm start -- --demo', () => {
  it('tells the story to its end, and leaves nothing behind', async () => {
    const child = kept(startChild('apps/server/main.js', ['--demo'], { env: { DATA_DIR: aDirectory(), PORT: '0' } }));
    for (const line of [
      /^Sat \d+ \w+, 02:03 C[SD]T .*voicemail/,
      /merge it into the first one/,
      /it is a P1/,
      /tier 3/,
      /Service is restored/,
      /The charge: \$187\.50/,
      /90 minutes x \$125\.00 an hour/,
      /TicketOpened → .* → TicketBilled/,
      /The charge: \$0\.00/,
    ])
      await child.line(line);
    expect(await child.gone).toBe(0);
  });
});
