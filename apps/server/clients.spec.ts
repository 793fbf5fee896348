import 'reflect-metadata';
import { TestServer } from './testing';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const say = (path: string, body: object, who: Parameters<TestServer['post']>[2] = 'supervisor') =>
  server.post(path, body, who);
const opening = { client: 'acme', channel: 'phone', priority: 'P3', summary: 'Calls fail' };

describe('The register of clients and staff', () => {
  it('takes any client and any assignee while nobody is registered', async () => {
    const opened = await say('/tickets', { ...opening, client: 'whoever' }, 'agent');
    expect(opened.status).toBe(201);
    expect((await say(`/tickets/${opened.body.ticketId}/assignment`, { assignee: 'anybody' }, 'agent')).status).toBe(
      200,
    );
  });

  it('says first what an import would do, and where it is at fault does none of it', async () => {
    const csv = 'client,name,contact,contact_name,contact_role\nacme,Acme Dental,nora,Nora Finch,noc\nglobex,Globex,,,';
    const dry = await say('/clients/import', { csv, dryRun: true });
    expect(dry.body).toEqual({ dryRun: true, lines: 2, registered: 2, changed: 0, unchanged: 0, faults: [] });
    expect((await server.get('/clients/acme', 'agent')).status).toBe(404);
    const broken = await say('/clients/import', { csv: `${csv}\nacme,Another Name,,,` });
    expect(broken.body).toMatchObject({ faults: [{ line: 4, message: expect.stringMatching(/another name/) }] });
    expect((await server.get('/clients/globex', 'agent')).status).toBe(404);
    expect((await say('/clients/import', { csv })).body).toMatchObject({ registered: 2, faults: [] });
    expect((await say('/clients/import', { csv })).body).toMatchObject({ registered: 0, unchanged: 2 });
  });

  it('refuses a client that nobody knows from then on', async () => {
    const refused = await say('/tickets', { ...opening, client: 'initech' }, 'agent');
    expect([refused.status, refused.body.code]).toEqual([404, 'client.unknown']);
    expect((await say('/tickets', opening, 'agent')).status).toBe(201);
  });

  it('brings a ticket of a NOC contact to tier 3, whoever types it', async () => {
    const { body } = await say('/tickets', { ...opening, contact: 'nora' }, 'agent');
    expect((await server.get(`/tickets/${body.ticketId}`, 'agent')).body.tier).toBe(3);
    expect((await say('/tickets', { ...opening, contact: 'rolf' }, 'agent')).body.code).toBe('client.contact-unknown');
    expect((await say('/tickets', { ...opening, contact: 'nora' }, 'client-contact@acme')).body.code).toBe(
      'body.not-yours',
    );
  });

  it("opens tickets under what the client's contract agrees otherwise, and pins that", async () => {
    const before = (await say('/tickets', opening, 'agent')).body.ticketId;
    const overrides = { priorities: { P3: { respond: 60 } } };
    expect((await say('/clients/acme/contract', { entitlements: ['training'], overrides })).status).toBe(200);
    const after = (await say('/tickets', opening, 'agent')).body.ticketId;
    const policyOf = async (id: string) => (await server.get(`/tickets/${id}/page`, 'agent')).body.policy;
    expect(await policyOf(before)).toMatchObject({ policyId: 'standard-support', version: 1 });
    expect(await policyOf(after)).toMatchObject({ policyId: 'standard-support-for-acme', version: 1 });
    const wrong = { entitlements: ['training'], overrides: { priorities: { P3: { respond: '2 days' } } } };
    expect((await say('/clients/acme/contract', wrong)).body.code).toBe('policy.invalid');
    expect((await server.get('/clients/acme', 'agent')).body).toMatchObject({ contract: { overrides } });
  });

  it('shows a client to its own keys and to no other', async () => {
    expect((await server.get('/clients/acme', 'client-contact@acme')).body).toMatchObject({ name: 'Acme Dental' });
    const foreign = await server.get('/clients/acme', 'client-contact@globex');
    const missing = await server.get('/clients/nobody', 'client-contact@globex');
    expect([foreign.status, foreign.body.code]).toEqual([missing.status, missing.body.code]);
  });

  it('gives tickets to those who work at the desk, once anybody is listed', async () => {
    const { ticketId } = (await say('/tickets', opening, 'agent')).body;
    await say('/staff', { staffId: 'anna', name: 'Anna Berg', roles: ['engineer'], tier: 3 });
    await say('/staff', { staffId: 'rosa', name: 'Rosa Lind', roles: ['fault-reviewer'] });
    const assign = async (assignee: string) =>
      (await say(`/tickets/${ticketId}/assignment`, { assignee }, 'agent')).body.code ?? 'done';
    expect([await assign('anna'), await assign('rosa'), await assign('nobody')]).toEqual([
      'done',
      'assignee.role',
      'assignee.unknown',
    ]);
    expect((await server.get('/staff?q=berg', 'agent')).body.staff).toEqual([
      { staffId: 'anna', name: 'Anna Berg', roles: ['engineer'], tier: 3 },
    ]);
    await say('/staff/anna/departure', {});
    expect(await assign('anna')).toBe('assignee.unknown');
  });
});
