import 'reflect-metadata';
import type { DeclaredRoute, Role } from '#identity';
import { TestServer } from './testing';

const server = new TestServer();
let ticketId: string;
beforeAll(async () => {
  await server.start();
  const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
  ticketId = (await server.post('/tickets', opening, 'agent')).body.ticketId;
});
afterAll(() => server.stop());

type Operation = { readonly parameters?: readonly { readonly in: string; readonly name: string }[] };
type OpenApi = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const pathOf = ({ path }: DeclaredRoute) =>
  path.replace(':policyId', 'standard-support').replace(':ticketId', ticketId).replace(/:\w+/g, '1');
const ask = (route: DeclaredRoute, query: string) => {
  const who = route.roles === 'anyone' ? 'agent' : (route.roles[0] as Role);
  const key = who.startsWith('client-') ? (`${who}@acme` as const) : who;
  const path = `${pathOf(route)}?${query}`;
  const headers = { authorization: `Bearer ${server.key(key)}` };
  return route.method === 'POST' ? server.post(path, {}, key) : server.request(route.method, path, { headers });
};

describe('A query parameter that a route does not declare', () => {
  it('is refused by every route, which names it and those that there are', async () => {
    for (const route of server.serving.routes) {
      const { status, body } = await ask(route, 'dryRun=true');
      expect([route.name, status, body.code, body.errors]).toStrictEqual([
        route.name,
        400,
        'query.invalid',
        [
          {
            field: 'dryRun',
            message: `is unknown here; ${
              route.query.length === 0 ? 'this route takes no query parameters' : `there are ${route.query.join(', ')}`
            }`,
          },
        ],
      ]);
    }
  });

  it('publishes nothing: not a word of the request is carried out', async () => {
    const [newest] = (await server.get('/policies/standard-support/versions', 'policy-admin')).body.slice(-1);
    const document = { ...newest.document, version: newest.version + 1, timezone: 'Europe/Berlin' };
    const refused = await server.post('/policies/standard-support/versions?dryRun=true', { document }, 'policy-admin');
    expect([refused.status, refused.body.code]).toStrictEqual([400, 'query.invalid']);
    expect((await server.get('/policies/standard-support/versions', 'policy-admin')).body).toHaveLength(newest.version);
  });

  it.each(['__proto__=1', 'constructor=1', 'toString=', 'LIMIT=1', 'limit[]=1', '=1'])(
    'is refused as %s',
    async (query) => expect((await server.get(`/tickets?${query}`, 'agent')).body.code).toBe('query.invalid'),
  );

  it('is whatever the OpenAPI page does not show, and nothing else', async () => {
    const { body } = await server.request('GET', '/docs-json');
    for (const route of server.serving.routes) {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      const operation = (body as OpenApi).paths[path]?.[route.method.toLowerCase()];
      const shown = (operation?.parameters ?? []).flatMap(({ in: place, name }) => (place === 'query' ? [name] : []));
      expect([route.name, operation !== undefined, shown.toSorted()]).toStrictEqual([
        route.name,
        true,
        route.query.toSorted(),
      ]);
    }
  });
});
