import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { PROBLEMS } from './problems';
import { type Answer, TestServer } from './testing';

const server = new TestServer();
const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
let ticketId: string;
beforeAll(async () => {
  await server.start();
  ticketId = (await server.post('/tickets', opening, 'agent')).body.ticketId;
});
afterAll(() => server.stop());

const open = (body: unknown, headers = {}) => server.post('/tickets', body, 'agent', headers);
const openBytes = (body: Buffer) =>
  server.request('POST', '/tickets', {
    headers: {
      authorization: `Bearer ${server.key('agent')}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: new Uint8Array(body),
  });
const onTicket = (path: string, body: unknown, headers = {}) =>
  server.post(`/tickets/${ticketId}/${path}`, body, 'supervisor', headers);
const finding = { faultClass: 'client', reason: 'Their power supply failed' };
const work = { from: '2026-03-14T08:00:00Z', to: '2026-03-14T08:02:00Z' };

const BAD: readonly (readonly [what: string, ask: () => Promise<Answer>, status: number, code: string])[] = [
  ['an unknown field', () => open({ ...opening, colour: 'red' }), 400, 'body.invalid'],
  ['a field that every object has', () => open({ ...opening, constructor: 'x' }), 400, 'body.invalid'],
  ['a body that says who acts', () => open({ ...opening, actor: 'somebody' }), 400, 'body.names-actor'],
  ['a missing field', () => open({ ...opening, summary: undefined }), 400, 'body.invalid'],
  ['a null', () => open({ ...opening, category: null }), 400, 'body.invalid'],
  ['a number for a text', () => open({ ...opening, summary: 7 }), 400, 'body.invalid'],
  ['a list for a text', () => open({ ...opening, summary: ['a'] }), 400, 'body.invalid'],
  ['an object for a text', () => open({ ...opening, client: { id: 'acme' } }), 400, 'body.invalid'],
  ['a blank text', () => open({ ...opening, summary: '   ' }), 400, 'body.invalid'],
  ['a NUL', () => open({ ...opening, summary: 'a\u0000b' }), 400, 'body.invalid'],
  ['half a surrogate pair', () => open(JSON.stringify({ ...opening, summary: '\ud800' })), 400, 'body.malformed'],
  ['a priority that there is not', () => open({ ...opening, priority: 'P0' }), 400, 'body.invalid'],
  ['a text that is too long', () => open({ ...opening, summary: 'a'.repeat(1001) }), 400, 'body.invalid'],
  [
    'a local time without an offset',
    () => open({ ...opening, contactedAt: '2026-03-14T02:00:00' }),
    400,
    'time.no-offset',
  ],
  ['a day that there is not', () => open({ ...opening, contactedAt: '2026-02-30T02:00:00Z' }), 400, 'time.invalid'],
  ['a date without a time', () => open({ ...opening, contactedAt: '2026-03-14' }), 400, 'time.invalid'],
  ['a time that is a number', () => open({ ...opening, contactedAt: 1773475200000 }), 400, 'time.invalid'],
  ['a contact in the future', () => open({ ...opening, contactedAt: '2026-03-15T00:00:00Z' }), 422, 'time.in-future'],
  ['a list for a body', () => open([opening]), 400, 'body.malformed'],
  ['a text for a body', () => open('"hello"'), 400, 'body.malformed'],
  ['a number beyond all numbers', () => open('{"client": "acme", "priority": 1e999}'), 400, 'body.malformed'],
  ['no body', () => open(''), 400, 'body.invalid'],
  ['half a body', () => open('{"client": "acme"'), 400, 'body.malformed'],
  ['__proto__', () => open(`{"__proto__": {"role": "auditor"}, "client": "acme"}`), 400, 'body.malformed'],
  ['a prototype in disguise', () => open(`{"constructor": {"prototype": {"x": 1}}}`), 400, 'body.malformed'],
  ['21 levels', () => open(nested(21)), 400, 'body.too-deep'],
  ['a hundred thousand brackets', () => open('['.repeat(100_000)), 400, 'body.too-deep'],
  ['a body over 256 KiB', () => open({ ...opening, summary: 'a'.repeat(300_000) }), 413, 'body.too-large'],
  [
    'a form',
    () => open('client=acme', { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    'body.media-type',
  ],
  ['no Idempotency-Key', () => open(opening, { 'idempotency-key': '' }), 400, 'idempotency.key-missing'],
  [
    'an Idempotency-Key with a space',
    () => open(opening, { 'idempotency-key': 'a b' }),
    400,
    'idempotency.key-malformed',
  ],
  [
    'an endless Idempotency-Key',
    () => open(opening, { 'idempotency-key': 'a'.repeat(256) }),
    400,
    'idempotency.key-malformed',
  ],
  ['an If-Match that is no ETag', () => onTicket('start', {}, { 'if-match': '7' }), 400, 'if-match.malformed'],
  ['a route that there is not', () => server.get('/tickets/x/y/z', 'agent'), 404, 'route.unknown'],
  ['a method that the path does not take', () => server.request('DELETE', `/tickets/${ticketId}`), 405, 'route.method'],
  ['bytes that are no UTF-8', () => openBytes(Buffer.from([0x22, 0xff, 0x22])), 400, 'body.malformed'],
  ['half of a character', () => openBytes(Buffer.from('{"summary": "\u00e9').subarray(0, -1)), 400, 'body.malformed'],
  [
    'another charset',
    () => open(opening, { 'content-type': 'application/json; charset=iso-8859-1' }),
    415,
    'body.media-type',
  ],
  ['a query that is no UTF-8', () => server.get('/tickets?q=%FF', 'agent'), 400, 'query.invalid'],
  ['a query with half an escape', () => server.get('/tickets?q=100%', 'agent'), 400, 'query.invalid'],
  ['a text that nobody can see', () => open({ ...opening, summary: '\u200b\u3164\u2800' }), 400, 'body.invalid'],
  [
    'a reason of one letter and nine that nobody sees',
    () => onTicket('disputes', { reason: `a${'\u200b'.repeat(9)}` }),
    400,
    'body.invalid',
  ],
  [
    'a text of 1001 characters of two halves',
    () => open({ ...opening, summary: '🔥'.repeat(1001) }),
    400,
    'body.invalid',
  ],
  [
    'a history as of a time before 1970',
    () => server.get(`/tickets/${ticketId}/history?asOf=1969-12-31T23:59:59Z`, 'auditor'),
    400,
    'query.invalid',
  ],
  ['a bound before 1970', () => server.get('/tickets?opened=lt:1969-12-31T23:59:59Z', 'agent'), 400, 'query.invalid'],
  [
    'a bound beyond 9999',
    () => server.get('/tickets?opened=lt:9999-12-31T23:59:59-12:00', 'agent'),
    400,
    'query.invalid',
  ],
  ['an unknown ticket', () => server.get('/tickets/000000000', 'agent'), 404, 'ticket.unknown'],
  ['a mistyped ticket', () => server.get('/tickets/000000001', 'agent'), 404, 'ticket.bad-id'],
  ['a command on an unknown ticket', () => server.post('/tickets/000000000/start', {}, 'agent'), 404, 'ticket.unknown'],
  ['an unknown work entry', () => onTicket('work/none/void', { reason: 'never was' }), 404, 'work.unknown'],
  [
    'a cycle that is no number',
    () => server.post(`/tickets/${ticketId}/cycles/one/determination`, finding, 'supervisor'),
    400,
    'path.invalid',
  ],
  ['an unknown cycle', () => onTicket('cycles/2/determination', finding), 409, 'ticket.not-in-state'],
  ['an unknown policy', () => server.get('/policies/none/versions', 'agent'), 404, 'policy.unknown'],
  ['a command that is not legal now', () => onTicket('closing', {}), 409, 'ticket.not-in-state'],
  [
    'work that has not been done',
    () => onTicket('work', { ...work, to: '2026-03-14T09:00:00Z' }),
    422,
    'work.in-future',
  ],
  ['work that ends before it begins', () => onTicket('work', { from: work.to, to: work.from }), 422, 'work.backwards'],
  ['a tier that there is not', () => onTicket('escalations', { to: 7, reason: 'Up' }), 422, 'ticket.not-higher'],
  ['a merge into itself', () => onTicket('merge', { into: ticketId, reason: 'Why not' }), 409, 'merge.not-possible'],
  ['a merge into nothing', () => onTicket('merge', { into: '000000000', reason: 'Why not' }), 404, 'ticket.unknown'],
  ['a page of 1,001', () => server.get('/tickets?limit=1001', 'agent'), 400, 'query.invalid'],
  ['an unknown question', () => server.get('/tickets?colour=red', 'agent'), 400, 'query.invalid'],
  ['a question asked twice', () => server.get('/tickets?limit=1&limit=2', 'agent'), 400, 'query.invalid'],
  [
    'a history as of a local time',
    () => server.get(`/tickets/${ticketId}/history?asOf=2026-03-14T02:00:00`, 'auditor'),
    400,
    'time.no-offset',
  ],
  ['a path that does not decode', () => server.get('/tickets/%E0%A4%A', 'agent'), 400, 'request.malformed'],
];

describe('Bad input is answered with a problem document, writes no event, and the server goes on:', () => {
  it.each(BAD)('%s', async (_what, ask, status, code) => {
    const before = server.store.events;
    const { status: answered, headers, body } = await ask();
    expect([answered, body.code]).toStrictEqual([status, code]);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({
      type: `/problems/${code}`,
      status,
      title: PROBLEMS[code as keyof typeof PROBLEMS][1],
    });
    expect(body.detail).toMatch(/^.{20,}[.?]$/s);
    expect(JSON.stringify(body)).not.toMatch(/\\n\s+at /);
    expect(server.store.events).toBe(before);
    expect((await server.get(`/tickets/${ticketId}`, 'agent')).status).toBe(200);
  });

  it('but a text of a thousand characters is taken, whatever they take to store, and one in UTF-8 with its mark', async () => {
    expect((await open({ ...opening, summary: '🔥'.repeat(1000) })).status).toBe(201);
    expect((await openBytes(Buffer.from(`\ufeff${JSON.stringify(opening)}`))).status).toBe(201);
    expect((await open(opening, { 'content-type': 'application/json; charset="UTF-8"' })).status).toBe(201);
  });

  it('a wrong method is answered with those that there are', async () => {
    const { headers } = await server.request('PATCH', '/tickets?limit=1');
    expect(headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await server.request('HEAD', `/tickets/${ticketId}/notes`)).headers.get('allow')).toBe('POST');
  });

  it('every field at fault is named, and nothing of what was in it', async () => {
    const { body } = await open({
      channel: 'pigeon',
      priority: 'P1',
      summary: 'x',
      contactedAt: 'soon',
      colour: 'red',
    });
    expect(body.errors).toStrictEqual(
      expect.arrayContaining([
        { field: 'channel', message: 'must be one of phone, voicemail, email, portal, api' },
        { field: 'colour', message: 'is unknown here' },
      ]),
    );
    expect(JSON.stringify(body)).not.toMatch(/pigeon|soon|red/);
  });

  it('even what is hardly HTTP', async () => {
    const { port } = new URL(server.serving.url);
    const said = await new Promise<string>((resolve) => {
      let all = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      socket.on('data', (data) => {
        all += data;
      });
      socket.on('close', () => resolve(all));
    });
    expect(said).toMatch(/^HTTP\/1\.1 400/);
    expect((await server.get('/health', 'agent')).body).toMatchObject({ status: 'ok' });
  });

  it('and every code is explained where its type leads', async () => {
    for (const code of Object.keys(PROBLEMS))
      expect((await server.request('GET', `/problems/${code}`)).body.code).toBe(code);
    expect((await server.request('GET', `/problems/${randomUUID()}`)).status).toBe(404);
  });
});
