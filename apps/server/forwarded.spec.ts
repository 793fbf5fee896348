import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { configFrom } from '#settings';
import { TestServer } from './testing';

describe('A running server', () => {
  const BEGINS = 'tracing:fastify.request.handler:start';
  /** Whom a server takes the sender of these headers for, who comes from this machine. */
  const takenFor = async (proxy: string, headers: Record<string, string>): Promise<readonly string[]> => {
    const seen: string[] = [];
    const see = (message: unknown) => void seen.push((message as { request: { ip: string } }).request.ip);
    const { proxies } = configFrom({ TRUST_PROXY: proxy });
    const server = await new TestServer().start(proxies && { proxies });
    subscribe(BEGINS, see);
    try {
      await server.request('GET', '/health/live', { headers });
    } finally {
      unsubscribe(BEGINS, see);
      await server.stop();
    }
    return seen;
  };

  it.each([
    ['Forwarded', { forwarded: 'for=198.51.100.1;proto=https' }],
    ['X-Forwarded-For', { 'x-forwarded-for': '198.51.100.1' }],
  ])('believes %s from the proxy that it was told of, and from nobody else', async (_name, headers) => {
    expect(await takenFor('127.0.0.1', headers)).toStrictEqual(['198.51.100.1']);
    expect(await takenFor('10.0.0.7', headers)).toStrictEqual(['127.0.0.1']);
  });

  it('believes no address that was put before the proxy said its own', async () =>
    expect(await takenFor('127.0.0.1', { forwarded: 'for=8.8.8.8, for=198.51.100.1' })).toStrictEqual([
      '198.51.100.1',
    ]));
});
