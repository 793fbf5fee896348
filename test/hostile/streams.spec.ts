// Streams that stay open: who may hear them is asked again and again, and every way of asking is answered.
import { join } from 'node:path';
import { KeyFile, type Role } from '#identity';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { until } from '../programs/until';

const STREAMS = ['/live', '/feed/stream'];
/** A beat, and what a busy machine adds. */
const ENDS_WITHIN_MS = 60_000;

describe('A stream', () => {
  const dataDir = scratch('streams');
  let server: Server;
  const ask = (path: string, method: string, role: Role = 'auditor') =>
    fetch(`${server.url}${path}`, { method, headers: { authorization: `Bearer ${server.keys[role]}` } });

  beforeAll(async () => {
    server = await startServer(dataDir);
    const isReady = async () => (await Promise.all(STREAMS.map((path) => ask(path, 'HEAD')))).every(({ ok }) => ok);
    await until(isReady, 'the views are filled');
  });
  afterAll(async () => {
    await server.end();
    await endAll();
    discard(dataDir);
  });

  it.each(STREAMS)('%s answers HEAD with its headers, and ends', async (path) => {
    const response = await ask(path, 'HEAD');
    expect([response.status, await response.text()]).toStrictEqual([200, '']);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  });

  it.each(STREAMS.flatMap((path) => ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, path] as const)))(
    '%s %s is told what the path takes',
    async (method, path) => {
      const response = await ask(path, method);
      expect([response.status, response.headers.get('allow')]).toStrictEqual([405, 'GET, HEAD']);
      expect(await response.json()).toMatchObject({ code: 'route.method' });
    },
  );

  it.each(STREAMS)('%s is guarded in browsers as every answer is', async (path) => {
    const response = await ask(path, 'GET');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    await response.body?.cancel();
  });

  it('ends soon after the key that opened it was revoked, and no other', async () => {
    const opened = await Promise.all(STREAMS.map((path) => ask(path, 'GET', 'auditor')));
    const other = await ask('/live', 'GET', 'supervisor');
    const began = performance.now();
    KeyFile.open(join(dataDir, 'keys/api-keys.json')).revoke({ id: 'dev-auditor', role: 'auditor' });
    // Each is read to its end; it would never come.
    for (const response of opened) expect(await response.text()).toContain('retry:');
    expect(performance.now() - began).toBeLessThan(ENDS_WITHIN_MS);
    expect((await ask('/live', 'GET', 'auditor')).status).toBe(401);
    const reader = other.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    await reader?.cancel();
  });
});
