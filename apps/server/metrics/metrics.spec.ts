import { TestServer } from '../testing';

describe('GET /metrics', () => {
  const server = new TestServer();
  beforeAll(() => server.start({ requestsPerSecond: 2 }));
  afterAll(() => server.stop());
  const figures = async (): Promise<ReadonlyMap<string, number>> => {
    const { body } = await server.get('/metrics', 'auditor');
    const lines = (body as string).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
  };

  it('is answered in the text form of Prometheus, to who watches and to nobody else', async () => {
    const { status, headers } = await server.get('/metrics', 'auditor');
    expect([status, headers.get('content-type')]).toStrictEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect((await server.get('/metrics', 'agent')).status).toBe(403);
    expect((await server.request('GET', '/metrics')).status).toBe(401);
  });

  it('counts who is sent away at the door, and times who is let in', async () => {
    await Promise.all(Array.from({ length: 14 }, () => server.get('/tickets/7K3M9QXZW', 'agent')));
    const seen = await figures();
    expect(seen.get('faultline_requests_shed_total{class="reads",because="too-often"}')).toBeGreaterThanOrEqual(1);
    expect(seen.get('faultline_http_request_seconds_count{class="reads",status="4xx"}')).toBeGreaterThanOrEqual(10);
  });

  it('shows what is always there, and no figure of what this server does not have', async () => {
    const seen = await figures();
    expect(seen.get('faultline_oldest_parked_seconds')).toBe(0);
    expect(seen.get('faultline_deadlines_overdue{process="sla-deadlines"}')).toBe(0);
    expect(seen.get('faultline_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    expect(seen.get('faultline_event_loop_delay_seconds{quantile="0.99"}')).toBeGreaterThanOrEqual(0);
    expect(seen.has('faultline_store_bytes')).toBe(false);
  });
});
