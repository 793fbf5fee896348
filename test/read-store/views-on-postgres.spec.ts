// `npm run views` as people run it, on a PostgreSQL beside a server that lives on; what it says on SQLite is in
// views-program.spec.ts.
import { join } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedNode, startNode } from '#embedded-store';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { isListed, openTicket, views, viewsCaughtUp } from './api-client';
import { type Postgres, somePostgres } from './some-postgres';

const found = somePostgres();
if ('missing' in found) console.warn(`NOT TESTED: npm run views on PostgreSQL: ${found.missing}.`);

('start' in found ? describe : describe.skip)('npm run views, on PostgreSQL', () => {
  const folder = scratch('views-postgres');
  const env: Record<string, string> = { DATA_DIR: join(folder, 'data') };
  let postgres: Postgres;
  let node: EmbeddedNode;
  let server: Server;
  beforeAll(async () => {
    if (!('start' in found)) return;
    postgres = await found.start();
    node = await startNode({ dir: join(folder, 'store') });
    Object.assign(env, { EVENTSTORE_URL: node.url, DATABASE_URL: await postgres.newDatabase() });
    server = await startServer(env.DATA_DIR ?? '', env);
    for (const client of ['acme', 'globex', 'initech']) await isListed(server, await openTicket(server, client));
  });
  afterAll(async () => {
    await endAll();
    await node?.close();
    await postgres?.stop();
    discard(folder);
  });
  const inDatabase = async (statement: string, ...values: readonly string[]) => {
    const client = new Client({ connectionString: env.DATABASE_URL });
    await client.connect();
    const { rows } = await client.query(statement, [...values]).finally(() => client.end());
    return rows;
  };

  it('shows how each view stands', async () => {
    await viewsCaughtUp(env);
    const { code, out } = await views(env, 'status', 'ticket-list');
    expect([code, out]).toStrictEqual([0, expect.stringMatching(/ticket-list@\d+ .* view_ticket_list_v\d+ /)]);
  });

  it('fills views anew under a server that goes on with the new tables', async () => {
    const { code, out, err } = await views(env, 'rebuild', '--all');
    expect([code, err]).toStrictEqual([0, '']);
    expect(out).toMatch(/ticket-list@\d+ answers from view_ticket_list_v\d+_g1: 3 rows/);
    await isListed(server, await openTicket(server, 'hooli'));
    await viewsCaughtUp(env);
    const verified = await views(env, 'verify');
    expect(verified).toStrictEqual({ code: 0, err: '', out: expect.not.stringContaining('FAIL') });
  });

  it('finds a row that is not what the events say, and mends it', async () => {
    await server.end();
    const [table] = await inDatabase(`select tablename from pg_tables where tablename ~ '^view_ticket_list_v\\d+_g1$'`);
    const [changed] = await inDatabase(
      `update ${table.tablename} set row = jsonb_set(row::jsonb, '{client}', '"somebody else"')::text
       where key = (select min(key) from ${table.tablename}) returning key`,
    );
    const wrong = await views(env, 'verify', 'ticket-list');
    expect([wrong.code, wrong.out]).toStrictEqual([1, expect.stringContaining(`These differ: ${changed.key}`)]);

    expect((await views(env, 'rebuild', 'ticket-list')).code).toBe(0);
    const { code, out } = await views(env, 'verify', 'ticket-list');
    expect([code, out]).toStrictEqual([0, expect.stringMatching(/^OK {4}ticket-list@\d+ /)]);
  });

  it('says that it could not look where the database does not answer', async () => {
    const url = new URL(env.DATABASE_URL ?? '');
    url.pathname = '/nowhere';
    const { code, err } = await views({ ...env, DATABASE_URL: url.href }, 'status');
    expect([code, err]).toStrictEqual([2, expect.stringContaining('nowhere')]);
  });
});
