// A PostgreSQL that cannot be used: one line each, of what happened and what to write.

import { openReadStore } from '#read-store';
import { selected } from './our-postgres';
import { type Postgres, somePostgres } from './some-postgres';
import { type Wire, wireTo } from './wire';

const found = somePostgres();
const SECRET = 'Tr0ub4dor-and-3';

const refusalOf = async (url: string): Promise<string> => {
  const opened = await openReadStore({ url, waitMs: 500 }).catch((error: unknown) => error);
  expect(opened).toMatchObject({ name: 'ReadStoreUnavailable' });
  const { message } = opened as Error;
  expect(message).not.toContain(SECRET);
  expect(message).not.toContain('\n');
  return message;
};

describe('A URL', () => {
  it.each([
    ['mysql://svc@db/f', /^DATABASE_URL begins with 'postgresql:\/\/'/],
    [`postgresql://svc:a/${SECRET}@db/f`, /^DATABASE_URL cannot be read\. Write .* percent-encoded\.$/],
    [`postgresql://svc:${SECRET}@db:99999/f`, /^DATABASE_URL cannot be read/],
    ['postgresql://svc@db/f?sslrootcert=/none/ca.pem', /^DATABASE_URL names the file \/none\/ca\.pem, .*\(ENOENT\)/],
    [`postgresql://svc:${SECRET}@127.0.0.1:1/f`, /^PostgreSQL does not answer at 127\.0\.0\.1:1: connect ECONNREFUSED/],
    [`postgresql://svc:${SECRET}@nowhere.invalid/f`, /nowhere\.invalid/],
    ['postgresql://svc@/f?host=/none', /^PostgreSQL does not answer at \/none: .*ENOENT/],
  ])('%s is refused', async (url, says) => expect(await refusalOf(url)).toMatch(says));
});

('start' in found ? describe : describe.skip)('A PostgreSQL', () => {
  let postgres: Postgres;
  let wire: Wire;
  let url: URL;
  beforeAll(async () => {
    if (!('start' in found)) return;
    postgres = await found.start();
    url = new URL(await postgres.newDatabase());
    wire = await wireTo(url.href);
  });
  afterAll(async () => {
    await wire.close();
    await postgres.stop();
  });
  const changed = (change: Partial<Pick<URL, 'username' | 'pathname'>>): string =>
    Object.assign(new URL(url), change).href;

  it('without the database', async () =>
    expect(await refusalOf(changed({ pathname: '/nobody_made_it' }))).toMatch(
      /has no database 'nobody_made_it'\. Create it: createdb --owner=postgres nobody_made_it$/,
    ));

  it('without the role', async () =>
    expect(await refusalOf(changed({ username: 'nobody' }))).toMatch(
      /turns 'nobody' away: role "nobody" does not exist\. Create the role/,
    ));

  it('without TLS, where TLS was asked for', async () =>
    expect(await refusalOf(`${wire.url}?sslmode=verify-full`)).toMatch(
      /^PostgreSQL at 127\.0\.0\.1:\d+ does not speak TLS\. Set ssl = on there/,
    ));

  it('where the role may make no tables', async () => {
    const role = `guest_${process.pid}`;
    await selected(url.href, `create role ${role} login`);
    await selected(url.href, 'revoke create on schema public from public');
    expect(await refusalOf(changed({ username: role }))).toMatch(
      new RegExp(`^'${role}' lacks a right in the database .*permission denied.*Make it the owner`),
    );
    await selected(url.href, `drop role ${role}`);
  });

  it('that shows itself who is connected, and says what it has room for', async () => {
    const said: string[] = [];
    const log = { info: (_: object, msg: string) => said.push(msg), warn: (_: object, msg: string) => said.push(msg) };
    const store = await openReadStore({ url: url.href, connections: 3, purpose: 'billing,sla', log });
    const rows = await selected<{ application_name: string }>(
      url.href,
      `select application_name from pg_stat_activity where application_name like 'faultline%'`,
    );
    expect(rows.map((row) => row.application_name)).toContain('faultline billing,sla');
    expect(said.at(-1)).toMatch(/this process opens up to 3 connections of \d+, \d+ are open$/);
    await Promise.all(Array.from({ length: 20 }, () => store.ping()));
    const open = await selected<{ n: number }>(
      url.href,
      `select count(*)::int as n from pg_stat_activity where application_name = 'faultline billing,sla'`,
    );
    expect(open[0]?.n).toBeLessThanOrEqual(3);
    await store.close();

    const greedy = await openReadStore({ url: url.href, connections: 5_000, log });
    expect(said.at(-1)).toMatch(/up to 5000 connections, \d+ are left of \d+\. Raise max_connections, or lower/);
    await greedy.close();
  });
});
