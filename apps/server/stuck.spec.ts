// What does not move, over HTTP: asked of a server that runs none of what is stuck.
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { TestServer } from './testing';

const AT = '2026-03-14T08:00:00.000Z';
const PUBLISHER = 'kafka:tickets.events';

describe('What is stuck', () => {
  const server = new TestServer();
  const deadlines = () => server.serving.app.get<ReadStore>(READ_STORE, { strict: false }).deadlines;
  const open = async () =>
    (await server.post('/tickets', { client: 'acme', channel: 'phone', priority: 'P3', summary: 'down' }, 'agent')).body
      .ticketId as string;
  let ticket: string;
  beforeAll(async () => {
    await server.start();
    ticket = await open();
    await deadlines().save('billing-process', { parked: [{ key: ticket, at: AT, reason: 'UnreadableEvent: …' }] });
    await deadlines().save(PUBLISHER, { parked: [{ key: ticket, at: AT, reason: 'The message is too large.' }] });
  });
  afterAll(() => server.stop());

  it('is listed, tickets that Kafka will not take among it, each with what to do about it', async () => {
    const { status, body } = await server.get('/stuck', 'supervisor');
    expect(status).toBe(200);
    expect(body.rows).toEqual([
      expect.objectContaining({
        process: 'billing-process',
        since: AT,
        sinceLocal: 'Sat 14 Mar, 03:00 CDT',
        whatToDo: expect.stringMatching(/history of the ticket/),
      }),
      expect.objectContaining({ process: PUBLISHER, ticketId: ticket, whatToDo: expect.stringMatching(/topic/) }),
    ]);
  });

  it('is tried again when somebody asks, by whoever runs it', async () => {
    expect((await deadlines().parked(PUBLISHER)).map(({ retryRequested: asked }) => asked)).toEqual([false]);
    const { status, body } = await server.post(`/stuck/${PUBLISHER}/${ticket}/retry`, {}, 'supervisor');
    expect([status, body]).toEqual([202, { process: PUBLISHER, ticketId: ticket, asked: true }]);
    expect((await deadlines().parked(PUBLISHER)).map(({ retryRequested: asked }) => asked)).toEqual([true]);
    expect((await deadlines().parked('billing-process')).map(({ retryRequested: asked }) => asked)).toEqual([false]);
  });

  it('is not asked for in vain: a ticket that is not stuck is 404', async () => {
    const { status, body } = await server.post(`/stuck/${PUBLISHER}/${await open()}/retry`, {}, 'supervisor');
    expect([status, body.code]).toEqual([404, 'stuck.unknown']);
  });
});
