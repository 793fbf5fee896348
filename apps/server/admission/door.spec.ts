import { connect } from 'node:net';
import { TestServer } from '../testing';

const OPENING = { client: 'acme', channel: 'phone', priority: 'P3', summary: 'Calls drop' };

describe('A server at which one may ask twice a second', () => {
  const server = new TestServer();
  beforeAll(() => server.start({ requestsPerSecond: 2 }));
  afterAll(() => server.stop());

  it('answers 429 with when to come again, and takes it then; nobody else waits, and health never', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => server.get('/tickets/7K3M9QXZW', 'agent')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(1);
    for (const { body, headers } of refused) {
      expect(body).toMatchObject({ code: 'rate.exceeded', title: 'Too often' });
      expect(headers.get('retry-after')).toBe('1');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect((await server.get('/tickets/7K3M9QXZW', 'supervisor')).status).toBe(404);
    const health = await Promise.all(Array.from({ length: 30 }, () => server.request('GET', '/health/live')));
    expect(health.every(({ status }) => status === 200)).toBe(true);
  });

  it('counts whoever has no key by where they come from', async () => {
    const answers = await Promise.all(Array.from({ length: 15 }, () => server.request('GET', '/tickets')));
    expect(new Set(answers.map(({ status }) => status))).toStrictEqual(new Set([401, 429]));
  });
});

describe('A server at which many are still sending', () => {
  const server = new TestServer();
  beforeAll(() => server.start({ requestsPerSecond: 10_000 }));
  afterAll(() => server.stop());

  it('asks of an address that shows wrong keys to wait, and of nobody else from there', async () => {
    const guess = (n: number) =>
      server.request('GET', '/tickets', { headers: { authorization: `Bearer fl_guess-${n}` } });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => guess(n)));
    expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(20);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(1);
    for (const { body, headers } of refused) {
      expect(body.detail).toMatch(/^From this address keys that nobody has were shown too often/);
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect((await server.get('/tickets/7K3M9QXZW', 'agent')).status).toBe(404);
  });

  it('sends away who would take the place of others, and takes commands all the while', async () => {
    const { port } = new URL(server.serving.url);
    const head = `POST /tickets HTTP/1.1\r\nhost: here\r\nauthorization: Bearer ${server.key('engineer')}\r\nidempotency-key: k\r\n`;
    const sockets = Array.from({ length: 400 }, () => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(`${head}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{`);
      return socket;
    });
    const answered = sockets.map(
      (socket) => new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data)))),
    );
    // One key's share of 512 is 384: the others are answered at once.
    const first = await Promise.race(answered);
    expect(first).toMatch(/^HTTP\/1\.1 503/);
    expect((await server.post('/tickets', OPENING, 'agent')).status).toBe(201);
    for (const socket of sockets) socket.destroy();
  });
});

describe('A body of thousands of names', () => {
  const server = new TestServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  it('is refused in one sentence', async () => {
    const many = Object.fromEntries(Array.from({ length: 15_000 }, (_, n) => [`f${n}`, n]));
    const { status, body } = await server.post('/tickets', many, 'agent');
    expect([status, body.code]).toStrictEqual([400, 'body.invalid']);
    expect(JSON.stringify(body).length).toBeLessThan(1_000);
  });
});
