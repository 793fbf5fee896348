// HTTPS of its own, a certificate that is renewed under it, and what answers say about themselves.

import { copyFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type PeerCertificate } from 'node:tls';
import { reloadTls } from '#settings';
import { aCertificate } from '../../test/programs/certificate';
import { discard, scratch } from '../../test/programs/scratch';
import { TestServer } from './testing';

const folder = scratch('https');
afterAll(() => discard(folder));
const [cert, key] = [join(folder, 'in-use.crt'), join(folder, 'in-use.key')];
const install = (name: string) => {
  copyFileSync(join(folder, `${name}.crt`), cert);
  copyFileSync(join(folder, `${name}.key`), key);
};

describe('A server with a certificate', () => {
  const first = aCertificate(folder, 'first');
  aCertificate(folder, 'second');
  let server: TestServer;
  beforeAll(async () => {
    install('first');
    server = await new TestServer().start({ tls: { cert, key } });
  });
  afterAll(() => server.stop());

  const port = () => Number(new URL(server.serving.url).port);
  const shown = (): Promise<PeerCertificate> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port: port(), host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate());
        socket.end();
      }).on('error', reject);
    });

  it('answers over TLS, to whoever trusts it, and says that it stays so', async () => {
    expect(server.serving.url).toMatch(/^https:/);
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const asking = request(`${server.serving.url}/health/live`, { ca: first.pem }, (response) => {
        response.resume();
        resolve({ ...response.headers, status: response.statusCode });
      });
      asking.on('error', reject).end();
    });
    expect(headers).toMatchObject({ status: 200, 'strict-transport-security': 'max-age=31536000' });
  });

  it('refuses old TLS', async () => {
    const refused = new Promise((resolve) => {
      const options = {
        port: port(),
        host: '127.0.0.1',
        rejectUnauthorized: false,
        maxVersion: 'TLSv1.1' as const,
        minVersion: 'TLSv1' as const,
      };
      connect(options, () => resolve('taken')).on('error', () => resolve('refused'));
    });
    expect(await refused).toBe('refused');
  });

  it('shows a renewed certificate without a restart, and keeps the old one where the new one will not do', async () => {
    const said: string[] = [];
    const log = {
      info: (_: object, msg: string) => said.push(msg),
      warn: () => {},
      error: (_: object, msg: string) => said.push(msg),
    };
    const renewing = reloadTls(server.serving.app.getHttpServer() as never, { cert, key }, log, 20);
    expect((await shown()).subject.CN).toBe('first');
    copyFileSync(join(folder, 'second.crt'), cert); // and not yet its key
    for (const end = Date.now() + 60_000; said.length === 0 && Date.now() < end; ) await pause(10);
    expect(said).toStrictEqual(['the new certificate will not do; the old one is used on']);
    expect((await shown()).subject.CN).toBe('first');
    install('second');
    for (const end = Date.now() + 60_000; !said.includes('certificate renewed') && Date.now() < end; ) await pause(10);
    renewing.stop();
    expect((await shown()).subject.CN).toBe('second');
  });
});

describe('Every answer', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await new TestServer().start();
  });
  afterAll(() => server.stop());

  it.each([
    ['data', '/health/live', 200],
    ['a refusal', '/tickets', 401],
    ['no route', '/nothing/here', 404],
    ['a path that does not decode', '/%ff', 400],
    ['the page', '/docs', 200],
  ])('%s is framed by nobody, of no other type, and kept by nobody', async (_what, path, status) => {
    const answer = await server.request('GET', path);
    const header = (name: string) => answer.headers.get(name);
    expect(answer.status).toBe(status);
    expect(header('x-content-type-options')).toBe('nosniff');
    expect(header('x-frame-options')).toBe('DENY');
    expect(header('referrer-policy')).toBe('no-referrer');
    expect(header('cross-origin-resource-policy')).toBe('same-origin');
    expect(header('content-security-policy')).toMatch(/^default-src '(none|self)';.*frame-ancestors 'none'/);
    expect(header('cache-control')).toMatch(/no-store|no-cache|max-age/);
    expect(header('strict-transport-security')).toBeNull();
    expect(header('server')).toBeNull();
    expect(header('x-powered-by')).toBeNull();
  });
});
