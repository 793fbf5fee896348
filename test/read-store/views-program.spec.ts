import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { built } from '../bench/rows/built';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { until } from '../programs/until';

/** What it says, and how it ends. */
const views = (dataDir: string, ...args: readonly string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? '', DATA_DIR: dataDir };
    execFile(process.execPath, [built('apps/views/main.js'), ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

const openTicket = async ({ url, keys }: Server, client: string): Promise<string> => {
  const response = await fetch(`${url}/tickets`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keys.agent}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ client, channel: 'phone', priority: 'P2', summary: 'No calls in or out' }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { ticketId: string }).ticketId;
};

const isListed = async ({ url, keys }: Server, ticketId: string): Promise<void> => {
  const headers = { authorization: `Bearer ${keys.agent}` };
  const list = async () => (await fetch(`${url}/tickets?limit=50`, { headers })).text();
  await until(async () => (await list()).includes(`"ticketId":"${ticketId}"`), `${ticketId} is listed`);
};

type Shown = { name: string; status: { table: string; filling?: object }; lag: { events: number } }[];

describe('npm run views', () => {
  const dataDir = scratch('views');
  const file = join(dataDir, 'views.sqlite');
  let server: Server;
  beforeAll(async () => {
    server = await startServer(dataDir);
    for (const client of ['acme', 'globex', 'initech']) await isListed(server, await openTicket(server, client));
  });
  afterAll(async () => {
    await endAll();
    discard(dataDir);
  });

  it('shows how each view stands, beside a server that lives on', async () => {
    for (;;) {
      const { code, out } = await views(dataDir, 'status', '--json');
      expect(code).toBe(0);
      const shown = JSON.parse(out) as Shown;
      expect(shown.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^ticket-list@\d+$/));
      expect(shown.every(({ status }) => status.filling === undefined)).toBe(true);
      if (shown.every(({ lag }) => lag.events === 0)) break;
    }
    const { out } = await views(dataDir, 'status', 'ticket-list');
    expect(out).toMatch(/ticket-list@\d+ .* view_ticket_list_v\d+ /);
  });

  it('fills views anew under a server that goes on with the new tables', async () => {
    const { code, out, err } = await views(dataDir, 'rebuild', '--all');
    expect([code, err]).toStrictEqual([0, '']);
    expect(out).toMatch(/ticket-list@\d+ answers from view_ticket_list_v\d+_g1: 3 rows/);
    await isListed(server, await openTicket(server, 'hooli'));
    expect((await views(dataDir, 'verify')).code).toBe(0);
  });

  it('finds a row that is not what the events say, and mends it', async () => {
    await server.end();
    const database = new DatabaseSync(file);
    const table = String(
      database.prepare(`select name from sqlite_master where name glob 'view_ticket_list_v*_g1'`).get()?.name,
    );
    const { key } = database.prepare(`select key from ${table} limit 1`).get() ?? {};
    database
      .prepare(`update ${table} set row = json_set(row, '$.client', 'somebody else') where key = ?`)
      .run(String(key));
    database.close();
    const found = await views(dataDir, 'verify', 'ticket-list');
    expect(found.code).toBe(1);
    expect(found.out).toContain(`These differ: ${key}`);

    expect((await views(dataDir, 'rebuild', 'ticket-list')).code).toBe(0);
    const { code, out } = await views(dataDir, 'verify', 'ticket-list');
    expect([code, out]).toStrictEqual([0, expect.stringMatching(/^OK {4}ticket-list@\d+ /)]);
  });

  it('says what it cannot look at, and what to do', async () => {
    const nowhere = await views(join(dataDir, 'elsewhere'), 'status');
    expect([nowhere.code, nowhere.err]).toStrictEqual([2, expect.stringMatching(/holds no store. Set DATA_DIR/)]);
    const unnamed = await views(dataDir, 'rebuild', 'ticket-lost');
    expect([unnamed.code, unnamed.err]).toStrictEqual([2, expect.stringMatching(/no view 'ticket-lost'. Views are: /)]);
    const idle = await views(dataDir, 'retry', 'ticket-list', '7');
    expect([idle.code, idle.err]).toStrictEqual([2, expect.stringMatching(/does not wait with '7'/)]);
    expect((await views(dataDir, 'parked')).out).toBe('Nothing is parked.\n');
  });
});
