import 'reflect-metadata';
import { HOUR } from '#kernel';
import { TestServer } from './testing';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const OUR_PAGE = { 'sec-fetch-site': 'same-origin', 'x-faultline-console': '1', 'content-type': 'application/json' };
const signIn = (key: string, headers: Record<string, string> = OUR_PAGE) =>
  server.request('POST', '/session', { headers, body: JSON.stringify({ key }) });
const cookieOf = async (who: Parameters<TestServer['key']>[0]): Promise<string> => {
  const { headers } = await signIn(server.key(who));
  return headers.get('set-cookie')?.split(';')[0] ?? '';
};
const ask = (method: string, path: string, cookie: string, headers: Record<string, string>, body?: object) =>
  server.request(method, path, { headers: { cookie, ...headers }, ...(body && { body: JSON.stringify(body) }) });
const note = { headers: { ...OUR_PAGE, 'idempotency-key': 'n1' }, body: { text: 'Called back' } };

describe('A session of a browser', () => {
  it('begins with a key, and stands for whose key it was; the page can read neither', async () => {
    const begun = await signIn(server.key('agent'));
    expect([begun.status, begun.body.signedIn, begun.body.principal]).toStrictEqual([
      200,
      true,
      { id: 'the-agent', role: 'agent' },
    ]);
    const cookie = begun.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^faultline=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    expect(cookie).not.toContain(server.key('agent'));
    expect((await ask('GET', '/sla-board', cookie, { 'sec-fetch-site': 'same-origin' })).status).not.toBe(401);
  });

  it('is asked about without an error, signed in or not', async () => {
    const nobody = await server.request('GET', '/session');
    expect([nobody.status, nobody.body.signedIn, nobody.body.principal]).toStrictEqual([200, false, undefined]);
    const broken = await ask('GET', '/session', 'faultline=bm90IG91cnM', { 'sec-fetch-site': 'same-origin' });
    expect([broken.status, broken.body.signedIn]).toStrictEqual([200, false]);
  });

  it('does not begin with a key that nobody knows', async () =>
    expect((await signIn('fl_not-a-key')).body.code).toBe('auth.unknown-key'));

  it("sees a client's own tickets alone, as its key does", async () => {
    const cookie = await cookieOf('client-contact@globex');
    const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls' };
    const { ticketId } = (await server.post('/tickets', opening, 'agent')).body;
    const page = await ask('GET', `/tickets/${ticketId}/page`, cookie, { 'sec-fetch-site': 'same-origin' });
    expect([page.status, page.body.code]).toStrictEqual([404, 'ticket.unknown']);
  });

  it('counts on our own page only: not from another port of this host, nor for a program that has the cookie', async () => {
    const cookie = await cookieOf('agent');
    for (const headers of [{ 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'cross-site' }, {}] as const) {
      const read = await ask('GET', '/tickets/000000000/page', cookie, headers);
      expect([headers, read.status, read.body.code]).toStrictEqual([headers, 403, 'session.cross-site']);
      const { 'sec-fetch-site': _ours, ...rest } = note.headers;
      const written = await ask('POST', '/tickets/000000000/notes', cookie, { ...rest, ...headers }, note.body);
      expect([headers, written.status, written.body.code]).toStrictEqual([headers, 403, 'session.cross-site']);
    }
    const { 'x-faultline-console': _, ...form } = note.headers;
    const byForm = await ask('POST', '/tickets/000000000/notes', cookie, form, note.body);
    expect([byForm.status, byForm.body.code]).toStrictEqual([403, 'session.cross-site']);
    const ours = await ask('POST', '/tickets/000000000/notes', cookie, note.headers, note.body);
    expect([ours.status, ours.body.code]).toStrictEqual([404, 'ticket.unknown']);
  });

  it('is begun and ended by our own page only', async () => {
    for (const site of ['same-site', 'cross-site'])
      expect((await signIn(server.key('agent'), { ...OUR_PAGE, 'sec-fetch-site': site })).body.code).toBe(
        'session.cross-site',
      );
    const left = await ask('DELETE', '/session', await cookieOf('agent'), OUR_PAGE);
    expect([left.status, left.body.signedIn, left.headers.get('set-cookie')]).toStrictEqual([
      200,
      false,
      expect.stringContaining('Max-Age=0'),
    ]);
    expect((await ask('DELETE', '/session', '', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('changes into no other role where keys are real', async () => {
    const cookie = await cookieOf('agent');
    const other = await ask('POST', '/session', cookie, OUR_PAGE, { role: 'supervisor' });
    expect([other.status, other.body.code]).toStrictEqual([403, 'auth.role']);
  });

  it('is over after twelve hours, and at once where its key is revoked', async () => {
    const cookie = await cookieOf('policy-admin');
    const still = () => ask('GET', '/session', cookie, { 'sec-fetch-site': 'none' });
    expect((await still()).body.signedIn).toBe(true);
    server.time += 12 * HOUR;
    expect((await still()).body.signedIn).toBe(false);
    server.time -= 1;
    expect((await still()).body.signedIn).toBe(true);
    server.keys.revoke({ id: 'the-policy-admin', role: 'policy-admin' });
    expect((await still()).body.signedIn).toBe(false);
  });
});

describe('Long answers', () => {
  it('are sent compressed to whoever takes them so, and as they are to others', async () => {
    const asked = async (encoding: string) =>
      (await fetch(`${server.serving.url}/problems`, { headers: { 'accept-encoding': encoding } })).headers.get(
        'content-encoding',
      );
    expect([await asked('gzip, br'), await asked('identity'), await asked('gzip;q=0')]).toStrictEqual([
      'gzip',
      null,
      null,
    ]);
  });
});
