// What was written down or handed over wrongly is put right, over HTTP: each route, who may use it, what comes of it.

import { TestServer } from '../../apps/server/testing';

let server: TestServer;
beforeAll(async () => {
  server = await new TestServer().start();
});
afterAll(() => server.stop());

const opened = async (client = 'acme', channel = 'phone') => {
  const opening = { client, channel, priority: 'P3', summary: 'Calls fail' };
  return (await server.post('/tickets', opening, 'agent')).body.ticketId as string;
};
const page = async (ticketId: string) => (await server.get(`/tickets/${ticketId}/page`, 'agent')).body;
const command = (ticketId: string, path: string, body: object, who: Parameters<TestServer['post']>[2] = 'agent') =>
  server.post(`/tickets/${ticketId}/${path}`, body, who);
const reason = 'put right';

describe('The desk', () => {
  it('links tickets of one client, and no others', async () => {
    const [one, other, foreign] = [await opened(), await opened(), await opened('globex')];
    expect((await command(one, 'links', { ticketId: other, reason })).status).toBe(200);
    expect((await page(one)).timeline.at(-1)).toMatchObject({ event: 'TicketLinked', to: other });
    expect((await command(one, 'links', { ticketId: foreign })).body.code).toBe('link.not-possible');
    expect((await command(one, 'links', { ticketId: '7K3M9QXZW' })).status).toBe(404);
  });

  it('gives a ticket back', async () => {
    const ticketId = await opened();
    await command(ticketId, 'assignment', { assignee: 'eve' });
    expect((await command(ticketId, 'unassignment', {})).status).toBe(200);
    expect(await page(ticketId)).toMatchObject({ status: 'new' });
    expect(await page(ticketId)).not.toHaveProperty('assignee');
  });

  it('gives it back to a lower tier', async () => {
    const ticketId = await opened();
    expect((await command(ticketId, 'deescalations', { reason })).body.code).toBe('ticket.not-lower');
    await command(ticketId, 'escalations', { to: 3, reason });
    expect((await command(ticketId, 'deescalations', { to: 2, reason })).status).toBe(200);
    expect(await page(ticketId)).toMatchObject({ tier: 2 });
  });

  it('rejects what is none of ours, for good', async () => {
    const ticketId = await opened();
    expect((await command(ticketId, 'rejection', { ground: 'because', reason })).status).toBe(400);
    expect((await command(ticketId, 'rejection', { ground: 'spam', reason })).status).toBe(200);
    const { status, clocks } = await page(ticketId);
    expect([status, ...clocks.map(({ state }: { state: string }) => state)]).toStrictEqual([
      'rejected',
      ...clocks.map(() => 'cancelled'),
    ]);
    const again = await command(ticketId, 'start', {});
    expect(again.body).toMatchObject({ code: 'ticket.not-in-state', detail: expect.stringContaining('links') });
    expect(again.body.detail).not.toMatch(/StartWork|LinkTicket/);
  });

  it('corrects a contact, and its clocks go by it', async () => {
    const ticketId = await opened();
    const { at } = (await page(ticketId)).contacts[0];
    const earlier = new Date(Date.parse(at) - 30 * 60_000).toISOString();
    const body = { was: at, contactedAt: earlier, channel: 'voicemail', reason };
    expect((await command(ticketId, 'contact-corrections', body)).status).toBe(200);
    expect((await page(ticketId)).contacts).toMatchObject([{ at: earlier, channel: 'voicemail' }]);
    expect((await command(ticketId, 'contact-corrections', body)).body.code).toBe('contact.unknown');
  });

  it('retracts a reply by its revision, and the response target is open again', async () => {
    const ticketId = await opened();
    await command(ticketId, 'replies', { channel: 'email', text: 'Dear Ms Doe' });
    const respond = async () =>
      (await page(ticketId)).clocks.find(({ target }: { target: string }) => target === 'respond').state;
    expect(await respond()).toBe('met');
    expect((await command(ticketId, 'replies/1/bounce', { reason })).status).toBe(200);
    expect(await respond()).toBe('met');
    expect((await command(ticketId, 'replies/1/retraction', { reason })).status).toBe(200);
    expect(await respond()).toBe('running');
    expect((await command(ticketId, 'replies/9/retraction', { reason })).body.code).toBe('reply.unknown');
    expect((await command(ticketId, 'replies/last/retraction', { reason })).body.code).toBe('path.invalid');
  });
});

describe('A client', () => {
  it('puts nothing right by itself, and is offered none of it', async () => {
    const ticketId = await opened();
    const who = 'client-contact@acme';
    for (const path of ['links', 'unassignment', 'deescalations', 'rejection', 'contact-corrections'])
      expect((await command(ticketId, path, {}, who)).status).toBe(403);
    const { body } = await server.get(`/tickets/${ticketId}`, who);
    expect(body.legal.toSorted()).toStrictEqual([
      'AddAttachment',
      'AddNote',
      'CancelTicket',
      'DisputeFault',
      'RecordContact',
      'RequestPriority',
    ]);
    const refused = await command(ticketId, 'closing', {}, who);
    expect(refused.body.detail).toBe(
      'POST …/closing is not possible while the ticket is new. ' +
        'Possible now on /tickets/{ticketId}/: contacts, notes, attachments, priority-requests, cancellation, disputes.',
    );
  });
});
