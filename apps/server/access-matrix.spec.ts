// Every cell of who may call what: each route × each role, a client's roles for two clients × a ticket of their own, one
// of another client, and none × a body without effect and with one. Made from what the routes declare of themselves, with the bodies of their description, so
// that a new route is in it and cannot be forgotten.

import 'reflect-metadata';
import { type DeclaredRoute, isClientRole, ROLES, type Role } from '#identity';
import type { OpenApiDocument } from './openapi/document';
import { type Answer, TestServer } from './testing';

const server = new TestServer();
let document: OpenApiDocument;
beforeAll(async () => {
  await server.start();
  document = (await server.request('GET', '/docs-json')).body;
  // The examples register a client: from then on the others must be known as well.
  for (const client of CLIENTS) await server.post('/clients', { client, name: `${client} of old` }, 'supervisor');
});
afterAll(() => server.stop());

const CLIENTS = ['acme', 'globex'];
type Who = Role | `${Role}@${string}`;
type Somebody = { readonly who: Who; readonly role: Role; readonly client?: string };
const EVERYBODY = ROLES.flatMap((role): Somebody[] =>
  isClientRole(role)
    ? CLIENTS.map((client) => ({ who: `${role}@${client}` as const, role, client }))
    : [{ who: role, role }],
);
/** Whose ticket the path names; `none` where there is no such ticket. */
type Owner = 'acme' | 'globex' | 'none';
const NONE = '000000000';

/** What else stands in paths. A parameter that is not here fails the matrix by name. */
const PARAMETERS: Readonly<Record<string, string>> = {
  cycle: '1',
  workId: 'w1',
  reply: '1',
  policyId: 'standard-support',
  code: 'ticket.unknown',
  client: 'acme',
  siteId: 'main-site',
  serviceId: 'sip-trunk-1',
  subscriberId: 'sub-17',
  contactId: 'bob',
  staffId: 'anna',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  mailId: '0f1e2d3c4b5a56978879a6b7c8d9e0f1',
  webhookId: '0f1e2d3c-4b5a-5697-8879-6a5b4c3d2e1f',
  proposalId: '0f1e2d3c-4b5a-5697-8879-6a5b4c3d2e1f',
  process: 'billing-process',
  team: 'support',
  token: 'nothing',
  feedId: '0f1e2d3c-4b5a-5697-8879-6a5b4c3d2e1f',
  file: 'nothing.ics',
  charge: 'nothing',
  month: '2026-02',
  outageId: 'O-7K3M9QXZW',
  stream: 'policy-standard-support',
  trainingId: '7K3M9QXZW',
  resourceId: 'sip-fail-over',
};
const pathOf = ({ path }: DeclaredRoute, ticketId: string): string =>
  path.replace(/:(\w+)/g, (_all, name: string) => {
    const value = name === 'ticketId' ? ticketId : PARAMETERS[name];
    if (value === undefined) throw new Error(`Give ':${name}' of ${path} a value in PARAMETERS.`);
    return value;
  });
const secretOf = (owner: string) => `The PBX of ${owner} is on fire`;
const openFor = async (client: string): Promise<string> => {
  const opening = { client, channel: 'phone', priority: 'P1', summary: secretOf(client) };
  return (await server.post('/tickets', opening, 'agent')).body.ticketId;
};
const exampleFor = ({ method, path }: DeclaredRoute): object => {
  const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  return (operation?.requestBody?.content['application/json']?.example as object | undefined) ?? {};
};

/** Without effect: nothing can be made of it; and with one, where the caller may and the ticket lets it. */
const bodiesFor = (route: DeclaredRoute): readonly object[] =>
  route.method === 'POST' ? [{}, exampleFor(route)] : [{}];

type Cell = { readonly route: DeclaredRoute; readonly somebody: Somebody; readonly owner: Owner };
/** What the declaration of the route says of the cell. */
const expected = ({ route: { path, roles, scope }, somebody, owner }: Cell): 'open' | 'role' | 'unknown' | 'theirs' => {
  if (roles === 'anyone') return 'open';
  if (!roles.includes(somebody.role)) return 'role';
  const isHidden = path.includes(':ticketId') && somebody.client !== undefined && owner !== somebody.client;
  return scope === 'own' && isHidden ? 'unknown' : 'theirs';
};

/** Refused by the guard; rules say 'auth.role' as well, of what a body asks for. */
const isByGuard = ({ status, body }: Answer) =>
  status === 403 && body.code === 'auth.role' && body.detail.startsWith('This is for ');

const OTHER_SECRETS = ['page.link', 'voicemail.unsigned', 'calendar-feed.unknown', 'session.cross-site', 'inbound.off'];
const isPage = (headers: Headers) => headers.get('content-type')?.startsWith('text/html') === true;
const HOLDS: Readonly<Record<ReturnType<typeof expected>, (answer: Answer) => boolean>> = {
  // Who has no key may have another secret, which is not in the matrix; signing in and out is for our own page.
  open: ({ status, headers, body }) =>
    status === 200 || (status === 404 && isPage(headers)) || OTHER_SECRETS.includes(body.code),
  role: isByGuard,
  unknown: ({ status, body }) => status === 404 && body.code === 'ticket.unknown',
  // The guard lets it pass; a rule, or what is stored, may still refuse it.
  theirs: (answer) => answer.status < 500 && answer.status !== 401 && !isByGuard(answer),
};

describe('The matrix of who may call what', () => {
  it('holds in every cell; who may not changes nothing, and learns nothing of others', async () => {
    let cells = 0;
    const wrong: unknown[] = [];
    for (const route of server.serving.routes) {
      const isOnTicket = route.path.includes(':ticketId');
      const owners: readonly Owner[] = isOnTicket ? ['acme', 'globex', 'none'] : ['none'];
      for (const owner of owners)
        for (const [somebody, body] of EVERYBODY.flatMap((each) =>
          bodiesFor(route).map((body) => [each, body] as const),
        )) {
          const ticketId = isOnTicket && owner !== 'none' ? await openFor(owner) : NONE;
          const path = pathOf(route, ticketId);
          const before = server.store.events;
          const answer =
            route.method === 'POST'
              ? await server.post(path, body, somebody.who)
              : await server.request(route.method, path, {
                  headers: { authorization: `Bearer ${server.key(somebody.who)}` },
                });
          cells++;
          const should = expected({ route, somebody, owner });
          const isQuiet = should === 'theirs' || server.store.events === before;
          const other = CLIENTS.find((client) => client !== somebody.client);
          const isSilent =
            somebody.client === undefined || !JSON.stringify(answer.body).includes(secretOf(other ?? ''));
          // A server without its processes fills no view: lists are not ready here, and say so.
          const isNotReady = answer.status === 503 && answer.body.code === 'view.not-ready';
          if (!(HOLDS[should](answer) || isNotReady) || !isQuiet || !isSilent)
            wrong.push([
              route.method,
              path,
              somebody.who,
              owner,
              should,
              answer.status,
              answer.body.code,
              isQuiet,
              isSilent,
            ]);
        }
    }
    expect(wrong).toStrictEqual([]);
    expect(cells).toBeGreaterThan(3_000);
  });

  it("answers another client's ticket in the very words in which it answers one that is not there, on every route", async () => {
    const theirs = await openFor('acme');
    const onTickets = server.serving.routes.filter(({ path, scope }) => path.includes(':ticketId') && scope === 'own');
    const ask = (route: DeclaredRoute, ticketId: string, who: Who) =>
      route.method === 'POST'
        ? server.post(pathOf(route, ticketId), exampleFor(route), who)
        : server.get(pathOf(route, ticketId), who);
    for (const route of onTickets)
      for (const role of ROLES.filter((each) => isClientRole(each) && route.roles.includes(each))) {
        const who = `${role}@globex` as const;
        const [foreign, missing] = [await ask(route, theirs, who), await ask(route, NONE, who)];
        const words = (answer: Answer, id: string) => JSON.stringify([answer.status, answer.body]).replaceAll(id, '…');
        expect([route.name, words(foreign, theirs)]).toStrictEqual([route.name, words(missing, NONE)]);
      }
    expect(onTickets.length).toBeGreaterThan(10);
  });

  it("takes as long to deny another client's ticket, which it knows by heart, as one that it looks for in vain", async () => {
    const theirs = await openFor('acme');
    for (const ticketId of [theirs, NONE])
      for (let n = 0; n < 10; n++) {
        const began = performance.now();
        expect((await server.get(`/tickets/${ticketId}`, 'client-contact@globex')).status).toBe(404);
        expect(performance.now() - began).toBeGreaterThanOrEqual(19);
      }
  });

  it('has commands of those who may that take effect, so that an unchanged store says something', async () => {
    const before = server.store.events;
    const effective: string[] = [];
    for (const route of server.serving.routes.filter(
      ({ method, path }) => method === 'POST' && path.includes(':ticketId'),
    )) {
      const events = server.store.events;
      await server.post(pathOf(route, await openFor('acme')), exampleFor(route), 'supervisor');
      if (server.store.events > events + 1) effective.push(route.name);
    }
    expect(server.store.events).toBeGreaterThan(before);
    expect(effective.length).toBeGreaterThan(8);
  });
});
