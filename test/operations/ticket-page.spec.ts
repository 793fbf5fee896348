import 'reflect-metadata';
import { BILLING_COMMANDS, PROPOSAL_COMMANDS } from '#billing';
import { TICKET_COMMANDS } from '#ticketing';
import { TestServer } from '../../apps/server/testing';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const CONTACT = 'client-contact@acme';
const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
const tell = async (ticketId: string, path: string, body: object, who: Parameters<TestServer['post']>[2]) =>
  expect((await server.post(`/tickets/${ticketId}/${path}`, body, who)).status).toBe(200);

/** A P1 that was worked at night, resolved, and has an internal note on it. */
const worked = async (): Promise<string> => {
  const { ticketId } = (await server.post('/tickets', opening, CONTACT)).body;
  await tell(ticketId, 'triage', { priority: 'P1' }, 'agent');
  await tell(ticketId, 'notes', { text: 'They forgot to pay the power company' }, 'agent');
  await tell(ticketId, 'replies', { text: 'We are on it' }, 'agent');
  await tell(ticketId, 'work', { from: '2026-03-14T08:00:00Z', to: '2026-03-14T08:02:00Z' }, 'engineer');
  await tell(ticketId, 'attachments', { name: 'their-power-bill.pdf' }, 'fault-reviewer');
  await tell(ticketId, 'resolution', { code: 'power', note: 'Power is back' }, 'engineer');
  return ticketId;
};
const pageFor = async (ticketId: string, who: Parameters<TestServer['get']>[1]) =>
  (await server.get(`/tickets/${ticketId}/page`, who)).body;
const commands = (page: { commands: { command: string }[] }) => page.commands.map(({ command }) => command);

const ALL_ROUTES = [TICKET_COMMANDS, BILLING_COMMANDS, PROPOSAL_COMMANDS].flatMap((routes) => Object.values(routes));

describe('The page of a ticket', () => {
  it('tells staff the whole story: timeline, clocks, contacts, work', async () => {
    const page = await pageFor(await worked(), 'agent');
    expect(page.timeline.map(({ event }: { event: string }) => event)).toStrictEqual([
      'TicketOpened',
      'TicketTriaged',
      'NoteAdded',
      'ReplySent',
      'WorkLogged',
      'AttachmentAdded',
      'TicketResolved',
    ]);
    expect(page.timeline[2]).toMatchObject({ by: { id: 'the-agent', role: 'agent' }, text: expect.any(String) });
    expect(page.clocks).toContainEqual(expect.objectContaining({ target: 'respond', state: 'met' }));
    expect(page.contacts).toMatchObject([
      { at: '2026-03-14T08:03:00.000Z', atLocal: 'Sat 14 Mar, 03:03 CDT', channel: 'phone' },
    ]);
    expect(page.work).toMatchObject([{ engineer: 'the-engineer', kind: 'after_hours_emergency', voided: false }]);
    expect(page).toMatchObject({ status: 'resolved', revision: 6, policy: { version: 1 } });
  });

  it('keeps from the client what is internal: notes, evidence, and who of the staff did what', async () => {
    const ticketId = await worked();
    const page = await pageFor(ticketId, CONTACT);
    const said = JSON.stringify(page);
    for (const internal of ['power company', 'their-power-bill', 'the-agent', 'the-engineer', 'NoteAdded'])
      expect(said).not.toContain(internal);
    expect(said).toContain('Power is back');
    expect((await server.get(`/tickets/${ticketId}/page`, 'client-contact@globex')).status).toBe(404);
  });

  it('offers each role what it may say now, and nothing else', async () => {
    const ticketId = await worked();
    expect(commands(await pageFor(ticketId, CONTACT))).toEqual(expect.arrayContaining(['CloseTicket', 'ReopenTicket']));
    expect(commands(await pageFor(ticketId, CONTACT))).not.toContain('DetermineFault');
    expect(commands(await pageFor(ticketId, 'fault-reviewer'))).toContain('DetermineFault');
    expect(commands(await pageFor(ticketId, 'auditor'))).toStrictEqual(['AddNote']);
  });

  it('says of each command where its body is described, and why what is not offered is not possible now', async () => {
    const ticketId = await worked();
    const { paths } = (await server.request('GET', '/docs-json')).body;
    for (const who of ['supervisor', 'fault-reviewer', 'billing', CONTACT] as const) {
      const page = await pageFor(ticketId, who);
      for (const { command, operation } of page.commands) {
        const [method = '', path = ''] = operation.split(' ');
        const described = paths[path]?.[method.toLowerCase()];
        expect([command, described?.['x-commands']]).toStrictEqual([command, expect.arrayContaining([command])]);
        expect(described.requestBody.content['application/json'].schema).toBeDefined();
      }
      const offered = commands(page);
      for (const { command, why } of page.notNow) {
        expect(offered).not.toContain(command);
        expect([command, why]).toStrictEqual([command, expect.stringMatching(/^[A-Z].*\.$/)]);
      }
    }
    const { notNow } = await pageFor(ticketId, 'supervisor');
    expect(notNow).toContainEqual({ command: 'AssignTicket', label: 'Assign', why: 'It is resolved.' });
  });

  it('shows the newest lines of a ticket of thousands, says how many there are before, and shows those to who asks', async () => {
    const { ticketId } = (await server.post('/tickets', opening, CONTACT)).body;
    const by = { commandId: 'many', actor: { id: 'robot', role: 'agent' }, at: new Date(server.time).toISOString() };
    const notes = Array.from({ length: 6_000 }, (_, n) => ({ type: 'NoteAdded', text: `Line ${n}` }));
    await server.store.append(`ticket-${ticketId}`, 0, notes, by);
    const newest = await pageFor(ticketId, 'agent');
    expect([newest.timeline.length, newest.earlier, newest.timeline.at(-1).text]).toStrictEqual([
      500,
      5_501,
      'Line 5999',
    ]);
    const first = (await server.get(`/tickets/${ticketId}/page?skip=5900`, 'agent')).body;
    expect([first.timeline.length, first.earlier, first.timeline[0].event]).toStrictEqual([
      101,
      undefined,
      'TicketOpened',
    ]);
    expect((await pageFor(ticketId, CONTACT)).timeline).toHaveLength(1);
  });

  it('names for each command the route that takes it and the roles that it takes it from', async () => {
    const declared = new Map(server.serving.routes.map(({ method, path, roles }) => [`${method} ${path}`, roles]));
    for (const { path, roles } of ALL_ROUTES) {
      const route = `POST /tickets/:ticketId/${path.replace(/\{(\w+)\}/g, ':$1')}`;
      expect([route, [...(declared.get(route) ?? [])].toSorted()]).toStrictEqual([route, [...roles].toSorted()]);
    }
    // Bytes are no command: they are attached by the one that names them.
    const known = new Set(['files', ...ALL_ROUTES.map(({ path }) => path.replace(/\{(\w+)\}/g, ':$1'))]);
    const onTickets = server.serving.routes.filter(
      ({ method, path }) => method === 'POST' && path.startsWith('/tickets/:ticketId/'),
    );
    expect(
      onTickets.map(({ path }) => path.replace('/tickets/:ticketId/', '')).filter((path) => !known.has(path)),
    ).toStrictEqual([]);
  });
});
