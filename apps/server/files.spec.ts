import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { TestServer } from './testing';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

type Who = Parameters<TestServer['key']>[0];
const opened = async (client = 'acme') => {
  const opening = { client, channel: 'phone', priority: 'P3', summary: 'Calls fail' };
  return (await server.post('/tickets', opening, 'agent')).body.ticketId as string;
};
const attach = (ticketId: string, name: string, bytes: string, who: Who, key: string = randomUUID()) =>
  server.request('POST', `/tickets/${ticketId}/files?name=${encodeURIComponent(name)}`, {
    headers: {
      authorization: `Bearer ${server.key(who)}`,
      'content-type': 'application/octet-stream',
      'idempotency-key': key,
    },
    body: bytes,
  });

describe('An attachment', () => {
  it('is streamed in and comes back as a download that no browser shows', async () => {
    const ticketId = await opened();
    const { status, body } = await attach(ticketId, 'Störung "1".log', 'line up\nline down', 'client-contact@acme');
    expect([status, body.bytes, body.mediaType]).toEqual([201, 17, 'text/plain']);
    const found = await server.get(`/tickets/${ticketId}/files/${body.sha256}`, 'agent');
    expect(found.body).toBe('line up\nline down');
    expect(Object.fromEntries(found.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="file"; filename*=UTF-8''St%C3%B6rung%20%221%22.log`,
      'x-content-type-options': 'nosniff',
    });
    const { timeline } = (await server.get(`/tickets/${ticketId}/page`, 'agent')).body;
    expect(timeline.at(-1)).toMatchObject({ event: 'AttachmentAdded', sha256: body.sha256 });
  });

  it('is attached once, however often it is sent under one key', async () => {
    const ticketId = await opened();
    const key = randomUUID();
    const answers = [1, 2].map(() => attach(ticketId, 'a.txt', 'It is dark.', 'agent', key));
    const [one, other] = await Promise.all(answers);
    expect(one?.body).toEqual(other?.body);
    const { timeline } = (await server.get(`/tickets/${ticketId}/page`, 'agent')).body;
    expect(timeline.filter(({ event }: { event: string }) => event === 'AttachmentAdded')).toHaveLength(1);
  });

  it("is its client's and nobody else's; and a reviewer's evidence is the provider's", async () => {
    const ticketId = await opened();
    const { sha256 } = (await attach(ticketId, 'a.txt', 'It is dark.', 'client-contact@acme')).body;
    expect((await server.get(`/tickets/${ticketId}/files/${sha256}`, 'client-contact@acme')).status).toBe(200);
    expect((await server.get(`/tickets/${ticketId}/files/${sha256}`, 'client-contact@globex')).status).toBe(404);
    const other = await opened();
    expect((await server.get(`/tickets/${other}/files/${sha256}`, 'agent')).body.code).toBe('attachment.unknown');
    const evidence = (await attach(ticketId, 'report.txt', 'The power failed.', 'fault-reviewer')).body.sha256;
    expect((await server.get(`/tickets/${ticketId}/files/${evidence}`, 'agent')).status).toBe(200);
    expect((await server.get(`/tickets/${ticketId}/files/${evidence}`, 'client-contact@acme')).status).toBe(404);
  });

  it('is refused by what it is, and without a name', async () => {
    const ticketId = await opened();
    expect((await attach(ticketId, 'a.txt', '<html><script>x()</script>', 'agent')).body.code).toBe(
      'attachment.not-allowed',
    );
    expect((await attach(ticketId, 'a.txt', '', 'agent')).status).toBe(422);
    expect((await attach(ticketId, '', 'x', 'agent')).status).toBe(400);
  });
});
