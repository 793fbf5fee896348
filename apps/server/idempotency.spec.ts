import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { TestServer } from './testing';

const server = new TestServer();
const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
beforeAll(() => server.start());
afterAll(() => server.stop());

const under = (key: string) => ({ 'idempotency-key': key });
const openTicket = async () => (await server.post('/tickets', opening, 'agent')).body.ticketId as string;
const history = async (ticketId: string) =>
  (await server.store.read(`ticket-${ticketId}`)).map(({ event }) => event.type);

describe('A command that is sent twice under one key', () => {
  it('takes effect once, and is answered the same, even after others have spoken', async () => {
    const ticketId = await openTicket();
    const key = randomUUID();
    const say = () => server.post(`/tickets/${ticketId}/notes`, { text: 'Called back' }, 'agent', under(key));
    const first = await say();
    await server.post(`/tickets/${ticketId}/start`, {}, 'engineer');
    const again = await say();
    expect([again.status, again.body]).toStrictEqual([first.status, first.body]);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await history(ticketId)).toStrictEqual(['TicketOpened', 'NoteAdded', 'WorkStarted']);
  });

  it('opens one ticket, with one number', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => server.post('/tickets', opening, 'agent', under(key))),
    );
    const [first] = answers;
    expect(first?.headers.get('location')).toBe(`/tickets/${first?.body.ticketId}`);
    for (const { status, body } of answers) expect([status, body]).toStrictEqual([201, first?.body]);
    expect(await history(first?.body.ticketId)).toStrictEqual(['TicketOpened']);
  });

  it('is the same whatever the order of its fields', async () => {
    const key = randomUUID();
    const turned = Object.fromEntries(Object.entries(opening).reverse());
    const [one, other] = [
      await server.post('/tickets', opening, 'agent', under(key)),
      await server.post('/tickets', turned, 'agent', under(key)),
    ];
    expect(other.body).toStrictEqual(one.body);
  });

  it('is refused where it asks for something else', async () => {
    const ticketId = await openTicket();
    const key = randomUUID();
    const note = (text: string) => server.post(`/tickets/${ticketId}/notes`, { text }, 'agent', under(key));
    await note('Called back');
    for (const refused of [
      await note('Called back twice'),
      await server.post(`/tickets/${ticketId}/start`, {}, 'agent', under(key)),
    ])
      expect([refused.status, refused.body.code]).toStrictEqual([422, 'idempotency.key-reused']);
    expect(await history(ticketId)).toStrictEqual(['TicketOpened', 'NoteAdded']);
  });

  it('is refused on another ticket and on another route, whoever owns them', async () => {
    const [one, other] = [await openTicket(), await openTicket()];
    const key = randomUUID();
    await server.post(`/tickets/${one}/notes`, { text: 'Called back' }, 'agent', under(key));
    for (const refused of [
      await server.post(`/tickets/${other}/notes`, { text: 'Called back' }, 'agent', under(key)),
      await server.post(`/tickets/${other}/start`, {}, 'agent', under(key)),
      await server.post('/tickets', opening, 'agent', under(key)),
    ])
      expect([refused.status, refused.body.code]).toStrictEqual([422, 'idempotency.key-reused']);
    expect(await history(other)).toStrictEqual(['TicketOpened']);
  });

  it('takes effect on one ticket where it is said of eight at once', async () => {
    const tickets = await Promise.all(Array.from({ length: 8 }, openTicket));
    const key = randomUUID();
    const answers = await Promise.all(
      tickets.map((ticketId) => server.post(`/tickets/${ticketId}/notes`, { text: 'Hello' }, 'agent', under(key))),
    );
    expect(answers.map(({ status }) => status).sort()).toStrictEqual([200, ...Array(7).fill(422)]);
    const histories = await Promise.all(tickets.map(history));
    expect(histories.filter((types) => types.includes('NoteAdded'))).toHaveLength(1);
  });

  it("is two commands where two clients' contacts have one name", async () => {
    const key = randomUUID();
    const { client: _, ...portal } = { ...opening, channel: 'portal' };
    const say = (client: string) => server.post('/tickets', portal, `client-contact@${client}`, under(key));
    const [acme, globex] = [await say('acme'), await say('globex')];
    expect([acme.status, globex.status]).toStrictEqual([201, 201]);
    expect(globex.body.ticketId).not.toBe(acme.body.ticketId);
    expect((await say('globex')).body).toStrictEqual(globex.body);
    expect((await server.get(`/tickets/${globex.body.ticketId}`, 'client-contact@acme')).status).toBe(404);
  });

  it('refuses another opening under the key of the first', async () => {
    const key = randomUUID();
    await server.post('/tickets', opening, 'agent', under(key));
    const other = await server.post('/tickets', { ...opening, summary: 'Something else' }, 'agent', under(key));
    expect([other.status, other.body.code]).toStrictEqual([422, 'idempotency.key-reused']);
  });

  it('is two commands where two people say it', async () => {
    const ticketId = await openTicket();
    const key = randomUUID();
    const say = (who: 'agent' | 'engineer') =>
      server.post(`/tickets/${ticketId}/notes`, { text: 'Called back' }, who, under(key));
    expect([(await say('agent')).body.revision, (await say('engineer')).body.revision]).toStrictEqual([1, 2]);
  });

  it('may be mended and sent again where it was refused: nothing took effect', async () => {
    const ticketId = await openTicket();
    const key = randomUUID();
    const escalate = (to: number) =>
      server.post(`/tickets/${ticketId}/escalations`, { to, reason: 'No answer' }, 'agent', under(key));
    expect((await escalate(7)).status).toBe(422);
    expect((await escalate(3)).status).toBe(200);
  });

  it('names work by the command that logged it', async () => {
    const ticketId = await openTicket();
    const key = randomUUID();
    const work = { from: '2026-03-14T02:01:00-06:00', to: '2026-03-14T02:02:00-06:00' };
    const say = () => server.post(`/tickets/${ticketId}/work`, work, 'engineer', under(key));
    const { workId } = (await say()).body;
    expect((await say()).body.workId).toBe(workId);
    const amended = { ...work, to: '2026-03-14T02:03:00-06:00', reason: 'Longer' };
    expect((await server.post(`/tickets/${ticketId}/work/${workId}/amendments`, amended, 'engineer')).status).toBe(200);
  });
});

describe('Many who command one ticket', () => {
  it('all get their turn, or are told that they lost: no update is lost', async () => {
    const ticketId = await openTicket();
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, i) => server.post(`/tickets/${ticketId}/notes`, { text: `${i}` }, 'agent')),
    );
    const saved = answers.filter(({ status }) => status === 200).map(({ body }) => body.revision);
    const lost = answers.filter(({ status }) => status !== 200);
    for (const { status, body } of lost) expect([status, body.code]).toStrictEqual([409, 'lost-race']);
    expect(saved.sort((a, b) => a - b)).toStrictEqual(saved.map((_, i) => i + 1));
    expect(await history(ticketId)).toHaveLength(1 + saved.length);
  });

  it('are told so where somebody else is faster every time', async () => {
    const ticketId = await openTicket();
    server.store.rival = { commandId: 'rival', actor: { id: 'rival', role: 'agent' }, at: '2026-03-14T08:03:00.000Z' };
    const { status, body } = await server.post(`/tickets/${ticketId}/notes`, { text: 'Too slow' }, 'agent');
    server.store.rival = undefined;
    expect([status, body.code]).toStrictEqual([409, 'lost-race']);
    expect(await history(ticketId)).not.toContain('NoteAdded');
  });
});

describe('If-Match', () => {
  it('holds a command to the revision that was seen', async () => {
    const ticketId = await openTicket();
    const { headers } = await server.get(`/tickets/${ticketId}`, 'agent');
    const seen = { 'if-match': headers.get('etag') ?? '' };
    const first = await server.post(`/tickets/${ticketId}/triage`, { priority: 'P1' }, 'agent', seen);
    expect([first.status, first.headers.get('etag')]).toStrictEqual([200, '"1"']);
    const late = await server.post(`/tickets/${ticketId}/notes`, { text: 'Late' }, 'engineer', seen);
    expect([late.status, late.body.code]).toStrictEqual([412, 'ticket.changed']);
    expect(await history(ticketId)).toStrictEqual(['TicketOpened', 'TicketTriaged']);
  });

  it('lets one of many through who saw the same', async () => {
    const ticketId = await openTicket();
    const seen = { 'if-match': '"0"' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => server.post(`/tickets/${ticketId}/notes`, { text: `${i}` }, 'agent', seen)),
    );
    expect(answers.map(({ status }) => status).sort()).toStrictEqual([200, 412, 412, 412, 412, 412, 412, 412]);
  });

  it('does not stand between a retry and its answer', async () => {
    const ticketId = await openTicket();
    const headers = { 'if-match': '"0"', ...under(randomUUID()) };
    const say = () => server.post(`/tickets/${ticketId}/notes`, { text: 'Once' }, 'agent', headers);
    expect([(await say()).body, (await say()).status]).toStrictEqual([{ ticketId, revision: 1 }, 200]);
  });

  it('takes any revision where it is *, and none that is not there yet', async () => {
    const ticketId = await openTicket();
    const start = (ifMatch: string) => server.post(`/tickets/${ticketId}/start`, {}, 'agent', { 'if-match': ifMatch });
    expect((await start('"99"')).body.code).toBe('ticket.changed');
    expect((await start('*')).status).toBe(200);
  });
});
