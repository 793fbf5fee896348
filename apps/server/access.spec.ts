import 'reflect-metadata';
import { isClientRole, ROLES, type Role } from '#identity';
import { TestServer } from './testing';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const SECRET = 'The PBX of acme is on fire';
const openFor = async (client: string) => {
  const body = { client, channel: 'phone', priority: 'P1', summary: SECRET };
  return (await server.post('/tickets', body, 'agent')).body.ticketId as string;
};
/** Everybody there is: staff once, a client's roles once for each of two clients. */
type Somebody = { who: Role | `${Role}@${string}`; role: Role; client?: string };
const EVERYBODY = ROLES.flatMap((role): Somebody[] =>
  isClientRole(role)
    ? ['acme', 'globex'].map((client) => ({ who: `${role}@${client}` as const, role, client }))
    : [{ who: role, role }],
);
const call = (method: string, path: string, who: Role | `${Role}@${string}`) =>
  method === 'POST' ? server.post(path, {}, who) : server.get(path, who);

describe('Who may call what', () => {
  it('is declared by every route, and each of them is asked below', () => {
    const { routes } = server.serving;
    expect(routes.length).toBeGreaterThan(35);
    expect(routes.every(({ roles, scope }) => roles !== undefined && scope !== undefined)).toBe(true);
  });

  it('holds on every route, for every role, for the client whose ticket it is and for another one', async () => {
    const ticketId = await openFor('acme');
    for (const { method, path: declared, roles, scope } of server.serving.routes) {
      const path = declared
        .replace(':ticketId', ticketId)
        .replace(':cycle', '1')
        .replace(':workId', 'w1')
        .replace(':policyId', 'standard-support')
        .replace(':code', 'ticket.unknown');
      for (const { who, role, client } of EVERYBODY) {
        const what = `${method} ${path} as ${who}`;
        const { status, body } = await call(method, path, who);
        if (roles === 'anyone') {
          expect([what, status]).toStrictEqual([what, 200]);
        } else if (!roles.includes(role)) {
          expect([what, status, body.code]).toStrictEqual([what, 403, 'auth.role']);
        } else if (scope === 'own' && client === 'globex' && path.includes(ticketId)) {
          expect([what, status, body.code]).toStrictEqual([what, 404, 'ticket.unknown']);
        } else {
          expect([what, [401, 403].includes(status), body.code === 'ticket.unknown']).toStrictEqual([
            what,
            false,
            path.endsWith('/billing'),
          ]);
        }
        if (client === 'globex') expect(JSON.stringify(body)).not.toContain(SECRET);
      }
    }
  });

  it("answers another client's ticket in the very words in which it answers one that is not there", async () => {
    const theirs = await openFor('acme');
    const none = '0000-0000-0';
    const [foreign, missing] = await Promise.all(
      [theirs, none].map(async (id) => (await server.get(`/tickets/${id}`, 'client-contact@globex')).body),
    );
    expect(JSON.stringify(foreign).replaceAll(theirs, '…')).toBe(JSON.stringify(missing).replaceAll('000000000', '…'));
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
