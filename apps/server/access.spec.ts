import 'reflect-metadata';
import { TestServer } from './testing';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const SECRET = 'The PBX of acme is on fire';
const openFor = async (client: string) => {
  const body = { client, channel: 'phone', priority: 'P1', summary: SECRET };
  return (await server.post('/tickets', body, 'agent')).body.ticketId as string;
};
describe('Who may call what', () => {
  it('is declared by every route; access-matrix.spec.ts asks each of them', () => {
    const { routes } = server.serving;
    expect(routes.length).toBeGreaterThan(35);
    expect(routes.every(({ roles, scope }) => roles !== undefined && scope !== undefined)).toBe(true);
  });

  it('does not let a client open a ticket for another one', async () => {
    const body = { client: 'acme', channel: 'portal', priority: 'P2', summary: 'Not mine' };
    const refused = await server.post('/tickets', body, 'client-contact@globex');
    expect([refused.status, refused.body.code]).toStrictEqual([404, 'client.unknown']);
  });

  it("takes a client's own ticket without being told whose it is", async () => {
    const body = { channel: 'portal', priority: 'P2', summary: 'Mine' };
    const { ticketId } = (await server.post('/tickets', body, 'client-contact@globex')).body;
    expect((await server.get(`/tickets/${ticketId}`, 'agent')).body.client).toBe('globex');
    const told = await server.post('/tickets', body, 'agent');
    expect([told.status, told.body.code]).toStrictEqual([400, 'client.needed']);
  });

  it('asks for a key, and says what is wrong with one', async () => {
    const ask = (authorization?: string) =>
      server.request('GET', '/sla-board', authorization === undefined ? {} : { headers: { authorization } });
    for (const given of [undefined, 'Bearer fl_nobody', `Basic ${server.key('agent')}`, 'Bearer ']) {
      const { status, headers, body } = await ask(given);
      expect([status, headers.get('www-authenticate')]).toStrictEqual([401, 'Bearer']);
      expect(body.code).toBe(given === undefined ? 'auth.missing' : 'auth.unknown-key');
    }
  });

  it('lets only a supervisor write down the work of somebody else', async () => {
    const ticketId = await openFor('acme');
    const work = { engineer: 'somebody', from: '2026-03-14T08:00:00Z', to: '2026-03-14T08:02:00Z' };
    const refused = await server.post(`/tickets/${ticketId}/work`, work, 'engineer');
    expect([refused.status, refused.body.code]).toStrictEqual([403, 'work.not-yours']);
    expect((await server.post(`/tickets/${ticketId}/work`, work, 'supervisor')).status).toBe(200);
  });
});
