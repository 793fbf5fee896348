// PostgreSQL is stopped, or crashes, under a server that runs every role, and comes back: commands went on meanwhile,
// nothing of them is lost, the views are those of a replay (I7), and the deadlines are those that the events alone make.
import { join } from 'node:path';
import { type EmbeddedNode, startNode } from '#embedded-store';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { ask, isListed, listed, openTicket, say, until, views, viewsCaughtUp } from './api-client';
import { type OurPostgres, ourPostgres, selected } from './our-postgres';

const found = ourPostgres();
if ('missing' in found) console.warn(`NOT TESTED: a PostgreSQL that is stopped under a server: ${found.missing}.`);

/** What waits for time to pass, whatever else happens to a ticket. */
const WAITING = ['sla-deadlines', 'tier-escalation'];
type Due = { readonly process: string; readonly key: string; readonly due_at: string };

('start' in found ? describe : describe.skip)('A PostgreSQL that is gone for a while', () => {
  const folder = scratch('outage');
  const dataDir = join(folder, 'data');
  let postgres: OurPostgres;
  let node: EmbeddedNode;
  let server: Server;
  let saidBefore = 0;
  const environment = (database: string) => {
    const url = new URL(postgres.url);
    url.pathname = `/${database}`;
    return { DATA_DIR: dataDir, EVENTSTORE_URL: node.url, DATABASE_URL: url.href, LOG_LEVEL: 'info' };
  };
  beforeAll(async () => {
    if (!('start' in found)) return;
    postgres = found.start();
    node = await startNode({ dir: join(folder, 'store') });
    for (const name of ['first', 'second']) await selected(postgres.url, `create database ${name}`);
    server = await startServer(dataDir, environment('first'));
  });
  afterAll(async () => {
    await endAll();
    await node?.close();
    postgres?.stop();
    discard(folder);
  });

  const handled = async (ticketId: string): Promise<void> => {
    await say(server, `/tickets/${ticketId}/triage`, { priority: 'P1' });
    await say(server, `/tickets/${ticketId}/assignment`, { assignee: 'anna' });
  };
  /** Every process has heard of the ticket: its clocks are set, and others were told. */
  const isProcessed = (ticketId: string): Promise<void> =>
    until(async () => {
      const [clocks, told] = [
        await ask(server, `/tickets/${ticketId}/sla`),
        await ask(server, `/feed/tickets/${ticketId}`),
      ];
      return JSON.stringify(clocks.body).includes('dueAt') && told.body.events.length >= 3;
    }, `the processes have heard of ${ticketId}`);

  const deadlines = ({ DATABASE_URL }: { readonly DATABASE_URL: string }) =>
    selected<Due>(DATABASE_URL, 'select process, key, due_at from deadlines order by process, key');

  const isPutOff = async (path: string) => {
    const headers = { authorization: `Bearer ${server.keys.supervisor}` };
    const response = await fetch(`${server.url}${path}`, { headers });
    expect([path, response.status, response.headers.get('retry-after')]).toStrictEqual([path, 503, '1']);
    expect(await response.json()).toMatchObject({ code: 'read-store.unavailable' });
  };
  const stateOf = async (path: string) => {
    const response = await fetch(`${server.url}${path}`);
    const { status: says, engines } = (await response.json()) as {
      status: string;
      engines: { engine: string; state: string }[];
    };
    return { status: response.status, says, state: engines.find(({ engine }) => engine === 'read-store')?.state };
  };

  it('holds up no command, and loses nothing', async () => {
    const env = environment('first');
    const before = await Promise.all(Array.from({ length: 5 }, () => openTicket(server)));
    for (const ticketId of before) await isListed(server, ticketId);
    saidBefore = server.said.length;
    postgres.rest();
    const meanwhile: string[] = [];
    for (let n = 0; n < 10; n++) meanwhile.push(await openTicket(server));
    for (const ticketId of [...before, ...meanwhile]) await handled(ticketId);
    await until(async () => (await ask(server, '/tickets')).status === 503, 'lists are put off');
    for (const path of [
      '/tickets',
      '/sla-board',
      '/queues/triage',
      '/statistics/sla',
      '/ledger',
      '/feed',
      '/webhooks',
      '/stuck',
    ])
      await isPutOff(path);
    await until(async () => (await stateOf('/health/ready')).state === 'away', 'the engine is named');
    expect(await stateOf('/health/ready')).toStrictEqual({ status: 200, says: 'degraded', state: 'away' });
    expect(await stateOf('/health')).toStrictEqual({ status: 200, says: 'degraded', state: 'away' });
    postgres.startAgain();
    await until(async () => (await stateOf('/health/ready')).says === 'ready', 'the engine is back');

    const after = await openTicket(server);
    await handled(after);
    const all = [...before, ...meanwhile, after];
    await isListed(server, after);
    for (const ticketId of all) await isProcessed(ticketId);
    await viewsCaughtUp(env);
    expect([...(await listed(server))].sort()).toEqual([...all].sort());
    expect((await ask(server, '/stuck')).body.rows).toEqual([]);
    const { code, out } = await views(env, 'verify');
    expect([code, out]).toEqual([0, expect.not.stringContaining('FAIL')]);
  });

  it('was one line in the log when it went and one when it was back, with how much was put off', () => {
    const lines = server.said
      .slice(saidBefore)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
      // At night each of these P1 calls somebody, and nobody is on call here.
      .filter(({ msg }) => !String(msg).startsWith('page '));
    const about = (msg: string) => lines.filter((line) => String(line.msg).startsWith(msg));
    expect(about('read-store is away')).toHaveLength(1);
    expect(about('read-store is back')).toMatchObject([
      { awayMs: expect.any(Number), since: expect.any(String), failures: expect.any(Number) },
    ]);
    expect(lines).toHaveLength(2);
  });

  it('has kept, over a crash, whatever the server takes for said: it goes on from there', async () => {
    const env = environment('first');
    for (let crashes = 0; crashes < 3; crashes++) {
      const opened = await Promise.all(Array.from({ length: 10 }, () => openTicket(server)));
      await isListed(server, opened.at(-1) ?? '');
      postgres.crash();
      postgres.startAgain();
      const next = await openTicket(server); // nothing more is told of those before it
      await isListed(server, next);
      await viewsCaughtUp(env);
      const { code, out } = await views(env, 'verify');
      expect([code, out]).toEqual([0, expect.not.stringContaining('FAIL')]);
    }
  });

  it('leaves the processes with the deadlines that they derive from the events alone', async () => {
    const [kept, anew] = [environment('first'), environment('second')];
    const last = await openTicket(server); // once a process has put it down, it has put down all before it
    const isPutDown = async (env: typeof kept): Promise<boolean> => {
      const due = await deadlines(env);
      return WAITING.every((name) => due.some(({ process, key }) => process === name && key === last));
    };
    await until(() => isPutDown(kept), 'the processes have put down the last ticket');
    await server.end();
    server = await startServer(dataDir, anew);
    await until(() => isPutDown(anew), 'the deadlines are derived again');
    const lines = (due: readonly Due[]) => due.map(({ process, key, due_at }) => `${process} ${key} ${due_at}`);
    expect(lines(await deadlines(kept))).toEqual(lines(await deadlines(anew)));
  });
});
