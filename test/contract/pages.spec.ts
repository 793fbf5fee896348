// What is asked of the same port over HTTP/1: whether the store lives, and what it is (docs/embedded-store.md).
import { request } from 'node:http';
import { contract } from './contract';
import { onOurs } from './under-test';
import { rawHttp2 } from './wire';

const store = contract();

type Page = { readonly status: number; readonly type: string | undefined; readonly body: string };
const ask = (path: string, method = 'GET'): Promise<Page> =>
  new Promise((resolve, reject) => {
    const [host, port] = store.under.address.split(':');
    const asked = request({ host, port, path, method, timeout: 5_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers['content-type'],
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.once('timeout', () => asked.destroy(new Error(`${path} was not answered.`)));
    asked.once('error', reject);
    asked.end();
  });

describe('Over HTTP/1 the store', () => {
  it('says that it lives', async () => {
    expect(await ask('/health/live')).toMatchObject({ status: 204, body: '' });
    expect(await ask('/health/live', 'HEAD')).toMatchObject({ status: 204, body: '' });
    expect(await ask('/health/live?liveCode=200')).toMatchObject({ status: 200, body: '' });
  });

  it('is not told anything at that page', async () => {
    expect(await ask('/health/live', 'POST')).toMatchObject({ status: 405 });
  });

  it('says what it is', async () => {
    const { status, type, body } = await ask('/info');
    expect(status).toBe(200);
    expect(type).toMatch(/^application\/json/);
    expect(JSON.parse(body)).toMatchObject({
      esVersion: expect.stringMatching(/^\d+\.\d+/),
      state: expect.any(String),
      features: { projections: expect.any(Boolean) },
      authentication: { type: expect.any(String) },
    });
  });

  it('answers whoever pings it', async () => {
    const { status, body } = await ask('/ping');
    expect([status, JSON.parse(body)]).toMatchObject([200, { text: 'Ping request successfully handled' }]);
  });

  it('has no page elsewhere', async () => {
    expect(await ask('/nowhere')).toMatchObject({ status: 404 });
  });

  it('goes on speaking gRPC beside it', async () => {
    await ask('/info');
    await store.goesOn();
  });
});

onOurs('The same pages are there over HTTP/2', async () => {
  const { session, close } = await rawHttp2(store.under.way);
  const asked = session.request({ ':method': 'GET', ':path': '/health/live' });
  const status = await new Promise((resolve) => asked.once('response', (headers) => resolve(headers[':status'])));
  expect(status).toBe(204);
  close();
});

onOurs.each([['//'], ['/%'], ['*'], ['/info/../../x'], [`/${'a'.repeat(8000)}`]])(
  'An address that nobody means is answered: %p',
  async (path) => {
    expect((await ask(path)).status).toBeGreaterThanOrEqual(400);
    await store.goesOn();
  },
);
