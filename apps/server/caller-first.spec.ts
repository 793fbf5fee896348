import { TestServer } from './testing';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const BODIES = [
  ['no JSON at all', '{"client": ', 'application/json', 'body.malformed'],
  ['more than is taken', JSON.stringify({ text: 'x'.repeat(300 * 1024) }), 'application/json', 'body.too-large'],
  ['another type', '<xml/>', 'application/xml', 'body.media-type'],
  ['nested without end', '['.repeat(1_000), 'application/json', 'body.too-deep'],
] as const;

describe('A body that will not do is read', () => {
  const post = (body: string, type: string, key?: string) =>
    server.request('POST', '/tickets', {
      headers: { 'content-type': type, 'idempotency-key': 'a', ...(key && { authorization: `Bearer ${key}` }) },
      body,
    });

  it.each(BODIES)('of somebody who may call: %s', async (_what, body, type, code) => {
    expect((await post(body, type, server.key('agent'))).body.code).toBe(code);
  });

  it.each(BODIES)('of nobody else: %s', async (_what, body, type) => {
    expect((await post(body, type)).body.code).toBe('auth.missing');
    expect((await post(body, type, 'fl_unknown')).body.code).toBe('auth.unknown-key');
    expect((await post(body, type, server.key('auditor'))).body.code).toBe('auth.role');
  });
});

describe('Every route that takes a body', () => {
  it('asks for a key before it, whatever is in it', async () => {
    const routes = server.serving.routes.filter(({ method, roles }) => method !== 'GET' && roles !== 'anyone');
    expect(routes.length).toBeGreaterThan(20);
    for (const { method, path } of routes) {
      const url = path.replace(/:\w+/g, '1');
      const answer = await server.request(method, url, { headers: { 'content-type': 'application/json' }, body: '{' });
      expect([method, path, answer.status, answer.body.code]).toStrictEqual([method, path, 401, 'auth.missing']);
    }
  });
});
