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
  const environment = (database: string) => {
    const url = new URL(postgres.url);
    url.pathname = `/${database}`;
    return { DATA_DIR: dataDir, EVENTSTORE_URL: node.url, DATABASE_URL: url.href };
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

  it('holds up no command, and loses nothing', async () => {
    const env = environment('first');
    const before = await Promise.all(Array.from({ length: 5 }, () => openTicket(server)));
    for (const ticketId of before) await isListed(server, ticketId);
    postgres.rest();
    const meanwhile: string[] = [];
    for (let n = 0; n < 10; n++) meanwhile.push(await openTicket(server));
    for (const ticketId of [...before, ...meanwhile]) await handled(ticketId);
    await until(
      async () => (await ask(server, '/tickets')).status >= 500,
      'lists are not answered without their database',
    );
    postgres.startAgain();

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
