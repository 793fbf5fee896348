// deploy/nginx as it lies there, under Debian's nginx, before two api processes: nobody notices when one of them goes.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { aCertificate } from '../programs/certificate';
import { type Child, endAll, startChild } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { listening, type Server, spawnServer } from '../programs/server';
import { until } from '../programs/until';

const CONF = join(__dirname, '../../deploy/nginx/faultline.conf');
const isHere = spawnSync('nginx', ['-v']).status === 0;
const PATIENCE_MS = 120_000;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

if (!isHere)
  it('SKIPPED: there is no nginx here (apt-get install nginx), so that deploy/nginx was not tried', () => {
    console.warn('SKIPPED: no nginx, deploy/nginx was not tried.');
  });

(isHere ? describe : describe.skip)('Several api processes behind nginx', () => {
  const folder = scratch('nginx');
  const data = join(folder, 'data');
  let apis: Server[];
  let nginx: ReturnType<typeof spawn>;
  let front: string;
  let secure: { readonly port: number; readonly ca: string };
  let store: Child;

  const ask = (path: string, init: RequestInit = {}) => fetch(`${front}${path}`, init);
  const bearer = (role: 'agent' | 'supervisor') => ({ authorization: `Bearer ${apis[0]?.keys[role]}` });
  let commands = 0;
  const open = async (): Promise<{ status: number; ticketId: string }> => {
    const headers = { ...bearer('agent'), 'content-type': 'application/json', 'idempotency-key': `n-${commands++}` };
    const body = JSON.stringify({ client: 'acme', channel: 'phone', priority: 'P3', summary: 'Calls drop' });
    const answer = await ask('/tickets', { method: 'POST', headers, body });
    return { status: answer.status, ticketId: ((await answer.json()) as { ticketId: string }).ticketId };
  };

  beforeAll(async () => {
    mkdirSync(data, { recursive: true });
    store = startChild('apps/store/main.js', ['serve', join(folder, 'store'), '--port', '0']);
    const [, port] = await store.line(/^LISTENING .*:(\d+)$/);
    const env = { EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false`, TRUST_PROXY: '127.0.0.1', LOG_LEVEL: 'error' };
    // The first one makes the keys.
    const first = await listening(spawnServer(data, { ...env, ROLES: 'api,projector' }), data);
    const others = [1, 2].map(() => listening(spawnServer(data, { ...env, ROLES: 'api' }), data));
    apis = [first, ...(await Promise.all(others))];
    front = `http://127.0.0.1:${await freePort()}`;
    const { cert, key, pem } = aCertificate(folder, 'nginx');
    secure = { port: await freePort(), ca: pem };
    const [one, ...more] = apis.map(({ url }) => new URL(url).host);
    const conf = readFileSync(CONF, 'utf8')
      .replace('10.0.0.11:3000', one ?? '')
      .replace(/^ *server 10\.0\.0\.12:3000(.*)$/m, (_, how) => more.map((host) => `server ${host}${how}`).join('\n'))
      .replace('listen 443 ssl;', `listen 127.0.0.1:${secure.port} ssl; listen ${new URL(front).host};`)
      .replace('/etc/nginx/faultline.crt', cert)
      .replace('/etc/nginx/faultline.key', key);
    writeFileSync(join(folder, 'faultline.conf'), conf);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    writeFileSync(
      join(folder, 'nginx.conf'),
      `${process.getuid?.() === 0 ? 'user root;' : ''} worker_processes 1; daemon off; pid ${folder}/nginx.pid;
error_log ${folder}/error.log; events {} http { access_log off; ${temporary.join(' ')} include ${folder}/faultline.conf; }\n`,
    );
    const args = ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')];
    execFileSync('nginx', ['-t', ...args], { stdio: 'pipe' });
    nginx = spawn('nginx', args, { stdio: 'ignore' });
    await until(async () => (await ask('/health/live').catch(() => undefined))?.status === 200, 'nginx answers');
  }, PATIENCE_MS);
  afterAll(async () => {
    nginx?.kill('SIGTERM');
    await endAll();
    discard(folder);
  });

  it('ends TLS, and says so to the processes behind it', async () => {
    const { port, ca } = secure;
    const [answer] = await once(get({ host: '127.0.0.1', port, path: '/health/live', ca, agent: false }), 'response');
    answer.resume();
    expect([answer.statusCode, answer.headers['strict-transport-security']]).toStrictEqual([200, expect.any(String)]);
  });

  it('answers one session, whichever process began it', async () => {
    const page = { 'sec-fetch-site': 'same-origin', 'x-faultline-console': '1', 'content-type': 'application/json' };
    const body = JSON.stringify({ key: apis[0]?.keys.agent });
    const begun = await ask('/session', { method: 'POST', headers: page, body });
    const cookie = begun.headers.get('set-cookie') ?? '';
    // Behind a proxy that ends TLS the cookie is for TLS alone.
    expect([begun.status, cookie]).toStrictEqual([200, expect.stringMatching(/; Secure/)]);
    const headers = { cookie: cookie.split(';')[0] ?? '', 'sec-fetch-site': 'same-origin' };
    for (const { url } of apis) {
      const there = await fetch(`${url}/session`, { headers });
      expect(await there.json()).toMatchObject({ signedIn: true });
    }
  });

  it('tells a stream what the other process was told, at once', async () => {
    const stop = new AbortController();
    const stream = await ask('/live', { headers: bearer('agent'), signal: stop.signal });
    expect([stream.status, stream.headers.get('content-type')]).toStrictEqual([
      200,
      expect.stringMatching(/^text\/event-stream/),
    ]);
    let heard = '';
    const reading = (async () => {
      for await (const piece of stream.body ?? []) heard += Buffer.from(piece as Uint8Array).toString();
    })().catch(() => undefined);
    await until(() => heard.includes('hello'), 'the stream says hello');
    const { ticketId } = await open();
    await until(() => heard.includes(ticketId), 'the stream tells of the ticket');
    stop.abort();
    await reading;
  });

  it(
    'takes every command while one process is killed, and while one is asked to stop',
    async () => {
      const statuses: number[] = [];
      let isOver = false;
      const lane = async () => {
        while (!isOver) statuses.push((await open()).status);
      };
      const lanes = Promise.all([lane(), lane(), lane(), lane()]);
      const before = () => statuses.length;
      const hear = async (more: number) => {
        const from = before();
        await until(() => before() >= from + more, `${more} more commands are answered`);
      };
      await hear(20);
      await apis[1]?.end('SIGKILL');
      await hear(40);
      expect(await apis[2]?.end('SIGTERM')).toBe(0);
      await hear(40);
      isOver = true;
      await lanes;
      expect(statuses.filter((status) => status !== 201)).toStrictEqual([]);
    },
    PATIENCE_MS,
  );
});
