import 'reflect-metadata';
import { TestServer } from './testing';

// What a client's key can say about itself, and about its own bill.

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const CONTACT = 'client-contact@acme';
const opening = { channel: 'portal', priority: 'P1', summary: 'No calls in or out' };
const open = async (body: object, who: Parameters<TestServer['post']>[2] = CONTACT) =>
  server.post('/tickets', body, who);
const stateOf = async (ticketId: string, who: Parameters<TestServer['get']>[1] = 'agent') =>
  (await server.get(`/tickets/${ticketId}`, who)).body;

describe("A client's key", () => {
  it.each([
    ['that a system raised the ticket', { monitoring: true }],
    ['when it contacted us', { contactedAt: '2026-03-14T03:00:00Z' }],
    ['who somebody else is', { requester: 'Ms Doe' }],
    ['what picks a tier', { category: 'platform' }],
  ])('does not say %s', async (_what, field) => {
    for (const who of [CONTACT, 'noc-contact@acme'] as const) {
      const { status, body } = await open({ ...opening, ...field }, who);
      expect([status, body.code]).toStrictEqual([403, 'body.not-yours']);
    }
    expect((await open({ ...opening, ...field, client: 'acme' }, 'supervisor')).status).toBe(201);
  });

  it('does not say when it called again', async () => {
    const { ticketId } = (await open(opening)).body;
    const again = { channel: 'phone', occurredAt: new Date(server.time).toISOString() };
    expect((await server.post(`/tickets/${ticketId}/contacts`, again, CONTACT)).body.code).toBe('body.not-yours');
    expect((await server.post(`/tickets/${ticketId}/contacts`, again, 'agent')).status).toBe(200);
  });

  it('names what a ticket is about, in tier 1; a NOC enters at tier 3 because of who it is', async () => {
    expect(await stateOf((await open({ ...opening, category: 'connectivity' })).body.ticketId)).toMatchObject({
      tier: 1,
    });
    expect(await stateOf((await open(opening, 'noc-contact@acme')).body.ticketId)).toMatchObject({ tier: 3 });
  });

  it('is offered what a client may say, and no command of processes', async () => {
    const { ticketId } = (await open(opening)).body;
    expect((await stateOf(ticketId, CONTACT)).legal).toStrictEqual([
      'RecordContact',
      'AddNote',
      'AddAttachment',
      'RequestPriority',
      'CancelTicket',
      'DisputeFault',
    ]);
  });

  it('cancels its ticket, and not the bill of what was done by then', async () => {
    const { ticketId } = (await open(opening)).body;
    server.time += 2 * 3_600_000;
    const to = new Date(server.time).toISOString();
    const from = new Date(server.time - 90 * 60_000).toISOString();
    await server.post(`/tickets/${ticketId}/work`, { from, to }, 'engineer');
    expect((await server.post(`/tickets/${ticketId}/cancellation`, { reason: 'Never mind' }, CONTACT)).status).toBe(
      200,
    );
    const say = async (path: string, body: object, who: Parameters<TestServer['post']>[2]) =>
      expect([path, (await server.post(`/tickets/${ticketId}/${path}`, body, who)).status]).toStrictEqual([path, 200]);
    await say('priority-corrections', { priority: 'P1', reason: 'It was one all along' }, 'agent');
    await say(
      'cycles/1/determination',
      { faultClass: 'client', reason: 'Their power supply failed' },
      'fault-reviewer',
    );
    await say('billing/approval', { reason: 'The night was worked' }, 'billing');
    const { body } = await server.get(`/tickets/${ticketId}/billing`, CONTACT);
    expect(body).toMatchObject({ postedCents: 18_750, events: [{ outcome: 'charged' }] });
  });
});

describe('The desk', () => {
  it('dates a contact back at most 72 hours; further back a supervisor does', async () => {
    const back = (hours: number) => ({
      ...opening,
      client: 'acme',
      contactedAt: new Date(server.time - hours * 3_600_000).toISOString(),
    });
    expect((await open(back(72), 'agent')).status).toBe(201);
    expect((await open(back(73), 'agent')).body.code).toBe('contact.too-far-back');
    expect((await open(back(73), 'supervisor')).status).toBe(201);
  });

  it('names no approver in any body', async () => {
    const { ticketId } = (await open(opening)).body;
    for (const path of ['billing/waiver', 'billing/reinstatement', 'billing/approval', 'cycles/1/supersession']) {
      const who = path.startsWith('billing') ? 'billing' : 'fault-reviewer';
      const body = { reason: 'A good reason', faultClass: 'client', approver: 'sam' };
      const fields = path.startsWith('billing') ? { reason: body.reason, approver: body.approver } : body;
      expect((await server.post(`/tickets/${ticketId}/${path}`, fields, who)).body.code).toBe('body.names-actor');
    }
  });
});
