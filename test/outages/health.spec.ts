// The health pages of a server whose event store goes away: they answer at once, and say it.
import { join } from 'node:path';
import { type Child, endAll, startChild } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { until, untilWithin } from '../programs/until';

const directory = scratch('health');
const serveStore = async (port = '0'): Promise<{ child: Child; port: string }> => {
  const child = startChild('apps/store/main.js', ['serve', join(directory, 'store'), '--port', port]);
  const [, bound = ''] = await child.line(/^LISTENING .*:(\d+)$/);
  return { child, port: bound };
};
const page = async ({ url }: Server, path: string) => {
  const began = performance.now();
  const response = await fetch(`${url}${path}`);
  const body = (await response.json()) as { status: string; engines?: { engine: string; state: string }[] };
  return {
    status: response.status,
    body,
    retryAfter: response.headers.get('retry-after'),
    ms: performance.now() - began,
  };
};
const stateOfStore = ({ body }: Awaited<ReturnType<typeof page>>) =>
  body.engines?.find(({ engine }) => engine === 'event-store')?.state;

describe('A server whose event store goes away and comes back', () => {
  let store: { child: Child; port: string };
  let server: Server;
  beforeAll(async () => {
    store = await serveStore();
    const EVENTSTORE_URL = `esdb://127.0.0.1:${store.port}?tls=false`;
    server = await startServer(join(directory, 'data'), { EVENTSTORE_URL, LOG_LEVEL: 'info' });
  });
  afterAll(async () => {
    await endAll();
    discard(directory);
  });

  it('is live and ready while the store is there', async () => {
    await until(async () => (await page(server, '/health/ready')).status === 200, 'it is ready');
    expect((await page(server, '/health/live')).body).toStrictEqual({ status: 'live' });
    const health = await page(server, '/health');
    expect([health.body.status, stateOfStore(health)]).toStrictEqual(['ok', 'up']);
  });

  it('is live and not ready while it is away, and says so without waiting for it', async () => {
    await store.child.end('SIGKILL');
    await untilWithin(6_000)(async () => (await page(server, '/health/ready')).status === 503, 'it is not ready');
    const [live, ready, health] = [
      await page(server, '/health/live'),
      await page(server, '/health/ready'),
      await page(server, '/health'),
    ];
    expect([live.status, ready.status, health.status]).toStrictEqual([200, 503, 200]);
    expect(ready.retryAfter).toBe('2');
    expect([stateOfStore(ready), stateOfStore(health), health.body.status]).toStrictEqual(['away', 'away', 'degraded']);
    for (const { ms } of [live, ready, health]) expect(ms).toBeLessThan(1_000);
  });

  it('is ready again by itself, and has said one line when it went and one when it was back', async () => {
    store = await serveStore(store.port);
    await until(async () => (await page(server, '/health/ready')).status === 200, 'it is ready again');
    const says = (what: string) => server.said.filter((line) => line.includes(what));
    expect(says('event-store is away')).toHaveLength(1);
    expect(says('event-store is back')).toHaveLength(1);
  });
});
