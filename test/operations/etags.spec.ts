import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { Role } from '#identity';
import { TestServer } from '../../apps/server/testing';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const MINUTE = 60_000;
const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
const openTicket = async () => (await server.post('/tickets', opening, 'agent')).body.ticketId as string;
const read = (path: string, who: Role, seen?: string | null) =>
  server.request('GET', path, {
    headers: { authorization: `Bearer ${server.key(who)}`, ...(seen && { 'if-none-match': seen }) },
  });

describe('An answer that was read before', () => {
  it('is not sent again while it is the same, and is once it is another', async () => {
    const ticketId = await openTicket();
    for (const path of [
      `/tickets/${ticketId}`,
      `/tickets/${ticketId}/history`,
      '/policies/standard-support/versions',
    ]) {
      const first = await read(path, 'auditor');
      const tag = first.headers.get('etag');
      expect([path, first.status, tag]).toStrictEqual([path, 200, expect.stringMatching(/^(W\/)?".+"$/)]);
      const again = await read(path, 'auditor', tag);
      expect([again.status, again.body, again.headers.get('etag')]).toStrictEqual([304, '', tag]);
      expect((await read(path, 'auditor', `"other", ${tag}`)).status).toBe(304);
    }
    const { headers } = await read(`/tickets/${ticketId}/history`, 'auditor');
    await server.post(`/tickets/${ticketId}/notes`, { text: 'Called back' }, 'agent', {
      'idempotency-key': randomUUID(),
    });
    expect((await read(`/tickets/${ticketId}/history`, 'auditor', headers.get('etag'))).status).toBe(200);
  });

  it('is not said to be the same to whoever may not see it', async () => {
    const ticketId = await openTicket();
    expect((await read(`/tickets/${ticketId}/history`, 'agent', '*')).status).toBe(403);
  });
});

describe("The ETag of a ticket's page", () => {
  it('holds while time passes, and not beyond the instant at which a clock is breached', async () => {
    const ticketId = await openTicket();
    const started = server.time;
    for (const path of [`/tickets/${ticketId}/page`, `/tickets/${ticketId}/sla`]) {
      const tag = (await read(path, 'supervisor')).headers.get('etag');
      server.time = started + 29 * MINUTE;
      expect([path, (await read(path, 'supervisor', tag)).status]).toStrictEqual([path, 304]);
      server.time = started + 31 * MINUTE; // to be answered within 30 minutes
      expect([path, (await read(path, 'supervisor', tag)).status]).toStrictEqual([path, 200]);
      server.time = started;
    }
  });

  const page = (ticketId: string) => read(`/tickets/${ticketId}/page`, 'supervisor');
  const say = (ticketId: string, path: string, body: object, tag: string | null) =>
    server.post(`/tickets/${ticketId}/${path}`, body, 'supervisor', { 'if-match': tag ?? 'none was given' });

  it('holds a command to the ticket that was seen', async () => {
    const ticketId = await openTicket();
    const { headers } = await page(ticketId);
    const note = { text: 'Called back' };
    expect((await say(ticketId, 'notes', note, headers.get('etag'))).status).toBe(200);
    const late = await say(ticketId, 'notes', note, headers.get('etag'));
    expect([late.status, late.body.code]).toStrictEqual([412, 'ticket.changed']);
    expect(late.body.changed).toStrictEqual([
      { revision: 1, event: 'NoteAdded', by: 'the-supervisor', at: new Date(server.time).toISOString() },
    ]);
    expect((await say(ticketId, 'notes', note, (await page(ticketId)).headers.get('etag'))).status).toBe(200);
  });

  it('holds a decision about money to the ledger that was seen, and not to the ticket', async () => {
    const ticketId = await openTicket();
    await server.post(`/tickets/${ticketId}/terms`, { accepted: true }, 'supervisor'); // now there is a ledger
    const { headers } = await page(ticketId);
    await server.post(`/tickets/${ticketId}/notes`, { text: 'Called back' }, 'agent');
    const taken = await say(ticketId, 'terms', { accepted: false }, headers.get('etag'));
    const late = await say(ticketId, 'terms', { accepted: true }, headers.get('etag'));
    expect([taken.status, late.status, late.body.code]).toStrictEqual([200, 412, 'ticket.changed']);
  });

  it('holds a waiver, too, to the ledger that was seen, on whichever page', async () => {
    const ticketId = await openTicket();
    await server.post(`/tickets/${ticketId}/terms`, { accepted: true }, 'supervisor');
    const onPage = (await page(ticketId)).headers.get('etag');
    const onLedger = (await read(`/tickets/${ticketId}/billing`, 'supervisor')).headers.get('etag');
    await server.post(`/tickets/${ticketId}/notes`, { text: 'Called back' }, 'agent');
    const waived = await say(ticketId, 'billing/waiver', { reason: 'Goodwill' }, onPage);
    const late = await say(ticketId, 'billing/waiver', { reason: 'Goodwill' }, onLedger);
    expect([waived.status, late.status, late.body.code]).toStrictEqual([200, 412, 'ticket.changed']);
  });
});
