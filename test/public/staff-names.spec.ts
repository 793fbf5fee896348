// Whatever a client's key is answered, on every route that it may call: no name of the provider's staff is in it. The routes
// come from the API's own description, so that a new one is looked at too.
import { createHash } from 'node:crypto';
import type { CloudEvent } from '#messaging';
import type { OpenApiDocument } from '../../apps/server/openapi/document';
import { endAll } from '../programs/child';
import { ApiClient, until } from './api-client';
import { Receiver } from './receiver';

/** The keys of a development server are named so; those of the client's own people are theirs to know. */
const STAFF = /dev-(?!client-contact|noc-contact)[a-z-]+/g;
const CONTACT = 'client-contact';
const PARAMETERS: Readonly<Record<string, string>> = {
  cycle: '1',
  client: 'acme',
  sha256: createHash('sha256').update('It is dark.').digest('hex'),
};
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

let desk: ApiClient;
let receiver: Receiver;
let ticketId: string;
const say = async (role: Parameters<ApiClient['say']>[0], path: string, body: object) => {
  const { status, body: answer } = await desk.say<{ ticketId: string; secret: string }>(role, path, body);
  if (status >= 300) throw new Error(`${role} POST ${path} was answered ${status}: ${JSON.stringify(answer)}`);
  return answer;
};

beforeAll(async () => {
  desk = await ApiClient.open();
  receiver = await Receiver.open();
  receiver.secret = (await say('supervisor', '/webhooks', { url: receiver.url, client: 'acme' })).secret;
  const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
  ticketId = (await say('supervisor', '/tickets', { ...opening, contactedAt: `${YESTERDAY}T02:00:00-06:00` })).ticketId;
  const on = `/tickets/${ticketId}`;
  await say('agent', `${on}/triage`, { priority: 'P1' });
  await say('agent', `${on}/assignment`, { assignee: 'dev-engineer', reason: 'Asked for by dev-supervisor' });
  await say('engineer', `${on}/work`, {
    from: `${YESTERDAY}T02:10:00-06:00`,
    to: `${YESTERDAY}T03:40:00-06:00`,
  });
  await say('agent', `${on}/notes`, { text: 'dev-on-call was there as well' });
  await say('agent', `${on}/escalations`, { to: 3, reason: 'dev-agent cannot' });
  await say('engineer', `${on}/resolution`, { code: 'power-restored', note: 'Moved the switch to another outlet' });
  await say('fault-reviewer', `${on}/cycles/1/determination`, { faultClass: 'client', reason: 'Their power supply' });
  await until(
    async () => (await desk.get<{ postedCents?: number }>('agent', `${on}/billing`)).body.postedCents ?? 0,
    (cents) => cents > 0,
  );
  // Another one that is still open, with somebody at it.
  const open = (await say('agent', '/tickets', opening)).ticketId;
  await say('agent', `/tickets/${open}/assignment`, { assignee: 'dev-engineer' });
  await until(
    async () => JSON.stringify((await desk.feed('auditor')).events.filter(({ subject }) => subject === open)),
    (events) => events.includes('ticket.assigned'),
  );
  await say('supervisor', '/clients', { client: 'acme', name: 'Acme Dental' });
  const headers = { 'content-type': 'application/octet-stream', 'idempotency-key': 'the-log' };
  const attached = await fetch(`${desk.server.url}${on}/files?name=router.log`, {
    method: 'POST',
    headers: { ...desk.header('agent'), ...headers },
    body: 'It is dark.',
  });
  if (attached.status !== 201) throw new Error(await attached.text());
});
afterAll(async () => {
  await receiver.close();
  await endAll();
});

const textOf = async (
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${desk.server.url}${path}`, { headers: { ...desk.header(CONTACT), ...headers } });
  return { status: response.status, text: `${JSON.stringify([...response.headers])}\n${await response.text()}` };
};
/** What a stream says at once. */
const beginningOf = async (path: string): Promise<string> => {
  const ended = new AbortController();
  const response = await fetch(`${desk.server.url}${path}`, { headers: desk.header(CONTACT), signal: ended.signal });
  let text = '';
  for await (const part of response.body ?? []) {
    text += Buffer.from(part as Uint8Array).toString();
    if (text.includes('\n\n') && (path === '/live' || text.includes('billing.charged'))) break;
  }
  ended.abort();
  return text;
};

describe("What a client's key is answered", () => {
  it('names nobody of the staff, on any route', async () => {
    const document = (await (await fetch(`${desk.server.url}/docs-json`)).json()) as OpenApiDocument;
    const told: [string, number, string[]][] = [];
    const [, postingId = ''] = (await textOf(`/tickets/${ticketId}/billing`)).text.match(/"postingId":"([^"]+)"/) ?? [];
    for (const [template, operations] of Object.entries(document.paths)) {
      const { get } = operations as {
        get?: {
          'x-roles': readonly string[];
          parameters?: readonly { in: string; name: string; required: boolean }[];
          responses: Record<string, { content?: object }>;
        };
      };
      if (!get?.['x-roles'].includes(CONTACT)) continue;
      const filled = template.replace(/\{(\w+)\}/g, (_all, name: string) => PARAMETERS[name] ?? ticketId);
      const asked = (get.parameters ?? []).filter((one) => one.in === 'query' && one.required);
      const query = asked.map(({ name }): [string, string] => [name, name === 'postingId' ? postingId : '']);
      const path = query.length === 0 ? filled : `${filled}?${new URLSearchParams(query)}`;
      const types = Object.keys(get.responses['200']?.content ?? {});
      for (const type of types) {
        const isStream = type === 'text/event-stream';
        const answer = isStream
          ? { status: 200, text: await beginningOf(path) }
          : await textOf(type === 'text/csv' ? `${path}?format=csv` : path);
        told.push([`${path} ${type}`, answer.status, answer.text.match(STAFF) ?? []]);
      }
    }
    expect(told.filter(([, status, names]) => status !== 200 || names.length > 0)).toStrictEqual([]);
    expect(told.length).toBeGreaterThan(12);
  });

  it('says that somebody has the ticket, and not who', async () => {
    const { body } = await desk.get<{ rows: { assignee: string | null }[] }>(CONTACT, '/tickets?open=yes');
    expect(body.rows.map(({ assignee }) => assignee)).toStrictEqual(['desk']);
    expect((await desk.get(CONTACT, '/tickets?assignee=dev-engineer')).status).toBe(400);
    const staff = await desk.get<{ rows: { assignee: string | null }[] }>('agent', '/tickets?assignee=dev-engineer');
    expect(staff.body.rows.map(({ assignee }) => assignee)).toContain('dev-engineer');
  });

  it('is what its webhook is sent, and the feed of the provider has the name', async () => {
    const isAssigned = ({ type }: CloudEvent) => type === 'com.faultline.ticket.assigned.v1';
    const [sent] = await until(
      async () => receiver.taken.filter(isAssigned),
      ({ length }) => length > 0,
    );
    expect(sent?.data).toMatchObject({ assignee: 'desk' });
    expect(JSON.stringify(receiver.taken).match(STAFF)).toBeNull();
    const { events } = await desk.feed('auditor');
    expect(events.find(isAssigned)?.data).toMatchObject({ assignee: 'dev-engineer' });
  });
});
