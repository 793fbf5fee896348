// A store that was restored from a backup older than its views: they know what it does not. Nobody goes on as if nothing
// had been, and what the server says to do helps.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { built } from '../bench/rows/built';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, spawnServer, startServer } from '../programs/server';
import { ask, isListed, listed, openTicket, say, until, views, viewsCaughtUp } from './api-client';

describe('A store that was restored from an older backup', () => {
  const folder = scratch('restored');
  const dataDir = join(folder, 'data');
  const env = { DATA_DIR: dataDir };
  const [store, backup] = [join(dataDir, 'store'), join(folder, 'backup')];
  let kept: string;
  let lost: string;
  beforeAll(async () => {
    const server = await startServer(dataDir);
    kept = await openTicket(server);
    await isListed(server, kept);
    execFileSync(process.execPath, [built('apps/store/main.js'), 'backup', store, backup], { stdio: 'ignore' });
    lost = await openTicket(server);
    await isListed(server, lost);
    await viewsCaughtUp(env);
    await server.end();
    rmSync(store, { recursive: true });
    cpSync(backup, store, { recursive: true });
  });
  afterAll(async () => {
    await endAll();
    discard(folder);
  });

  it('stops the server at its start, in a sentence that says what is wrong and what to do', async () => {
    const server = spawnServer(dataDir);
    expect(await server.gone).toBe(1);
    const says = server.said.at(-1);
    expect(says).toMatch(/The checkpoint says that .* there is no such event.* restored from an older backup/);
    expect(says).toMatch(/stop every server, remove views\.sqlite from DATA_DIR .* and start again/);
  });

  describe('under views alone', () => {
    let server: Server;
    beforeAll(async () => {
      server = await startServer(dataDir, { ROLES: 'api,projector', LOG_LEVEL: 'error' });
    });

    it('halts them: they answer as they were, and say how they are filled anew', async () => {
      await until(async () => (await ask(server, '/health')).body.status === 'degraded', 'health says so');
      await until(() => server.said.some((line) => line.includes('view halted')), 'the log says so');
      expect(server.said.join('\n')).toMatch(
        /view halted, it answers as it was\. .*npm run -s views -- rebuild ticket-list/,
      );
      expect([...(await listed(server))].sort()).toEqual([kept, lost].sort());
    });

    it('has them filled anew by what they say, beside the server, which goes on with them', async () => {
      const { code, out, err } = await views(env, 'rebuild', '--all');
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(/ticket-list@\d+ answers from .*: 1 row$/m);
      expect(await listed(server)).toEqual([kept]);
      const next = await openTicket(server);
      await isListed(server, next);
      await until(async () => (await ask(server, '/health')).body.status === 'ok', 'all of it goes on');
      expect((await views(env, 'verify')).code).toBe(0);
      await server.end();
    });
  });

  it('is gone on with once the read store is removed: views and processes are made anew from the events', async () => {
    for (const beside of ['', '-wal', '-shm']) rmSync(join(dataDir, `views.sqlite${beside}`), { force: true });
    const server = await startServer(dataDir);
    await isListed(server, kept);
    expect(await listed(server)).not.toContain(lost);
    const next = await openTicket(server);
    await say(server, `/tickets/${next}/triage`, { priority: 'P1' });
    await until(async () => (await ask(server, `/feed/tickets/${next}`)).body.events?.length === 2, 'others are told');
    expect((await ask(server, '/stuck')).body.rows).toEqual([]);
    await viewsCaughtUp(env);
    expect((await views(env, 'verify')).code).toBe(0);
    expect(await server.end()).toBe(0);
  });
});
