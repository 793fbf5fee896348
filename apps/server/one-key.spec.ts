// What one key can do, walked from what the routes declare of themselves: to a client what is offered is taken and nothing
// else is, and no key alone gives back, or adds to, what the ledger holds beyond what its role may.

import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { BILLING_COMMANDS } from '#billing';
import { type DeclaredRoute, ROLES, type Role } from '#identity';
import { HOUR, iso } from '#kernel';
import { TICKET_COMMANDS } from '#ticketing';
import type { OpenApiDocument } from './openapi/document';
import { type Answer, TestServer } from './testing';

const server = new TestServer();
let document: OpenApiDocument;
beforeAll(async () => {
  await server.start();
  document = (await server.request('GET', '/docs-json')).body;
  const [{ document: policy }] = (await server.get('/policies/standard-support/versions', 'policy-admin')).body;
  const cheap = { ...policy.billing, ratePerHourCents: 1 };
  const later = { ...policy, version: 2, billing: cheap, effectiveFrom: '2030-01-01T00:00:00-06:00' };
  const published = await server.post('/policies/standard-support/versions', { document: later }, 'policy-admin');
  expect(published.status).toBe(201);
});
afterAll(() => server.stop());

type Who = Parameters<TestServer['post']>[2];
const CONTACT = 'client-contact@acme';
const reason = 'A reason that says enough';
/** What was charged: four hours, above what one person may give up. */
const CHARGED_CENTS = 50_000;

const say = async (ticketId: string, path: string, body: object, who: Who): Promise<Answer> => {
  const answer = await server.post(`/tickets/${ticketId}/${path}`, body, who);
  expect([path, answer.status, answer.status < 300 ? '' : answer.body]).toStrictEqual([path, answer.status, '']);
  return answer;
};

/** A ticket that came at night, by what was said on it next, in order. */
type Night = { readonly ticketId: string; readonly workId: string; readonly from: string; readonly to: string };
const opened = async (): Promise<Night> => {
  server.time = Math.max(server.time, Date.UTC(2026, 2, 14, 8, 3));
  const opening = { channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
  const { ticketId } = (await server.post('/tickets', opening, CONTACT)).body;
  const from = iso(server.time);
  return { ticketId, workId: '', from, to: iso(server.time + 4 * HOUR) };
};
const worked = async (): Promise<Night> => {
  server.time = Date.UTC(2026, 2, 14, 8, 3); // every night is the same one
  const night = await opened();
  await say(night.ticketId, 'triage', { priority: 'P1' }, 'agent');
  server.time += 4 * HOUR;
  const { workId } = (await say(night.ticketId, 'work', { from: night.from, to: night.to }, 'engineer')).body;
  return { ...night, workId };
};
const resolved = async (): Promise<Night> => {
  const night = await worked();
  await say(night.ticketId, 'resolution', { code: 'power', note: 'Moved to another outlet' }, 'engineer');
  return night;
};
const charged = async (): Promise<Night> => {
  const night = await resolved();
  const finding = { faultClass: 'client', reason: 'Their power supply failed' };
  await say(night.ticketId, 'cycles/1/determination', finding, 'fault-reviewer');
  expect(await owed(night)).toBe(CHARGED_CENTS);
  return night;
};
const after = async (night: Promise<Night>, path: string, body: object, who: Who): Promise<Night> => {
  const ready = await night;
  await say(ready.ticketId, path, body, who);
  return ready;
};
/** What the ledger comes to once it has noted all: whoever decides on it brings it up to date, if only to be refused. */
const owed = async ({ ticketId }: Night): Promise<number> => {
  await server.post(`/tickets/${ticketId}/proposals/${randomUUID()}/approval`, {}, 'supervisor');
  return (await server.get(`/tickets/${ticketId}/billing`, 'billing')).body.postedCents;
};

const SITUATIONS: Readonly<Record<string, () => Promise<Night>>> = {
  'that is new': opened,
  'that is worked on': worked,
  'that waits for the client': () => after(worked(), 'waits', { for: 'customer', ask: 'The log, please' }, 'agent'),
  'that is resolved': resolved,
  'that is charged': charged,
  'that is closed and charged': () => after(charged(), 'closing', {}, CONTACT),
  'whose bill is disputed': () => after(charged(), 'disputes', { reason }, CONTACT),
  'that is cancelled': () => after(worked(), 'cancellation', { reason }, CONTACT),
  'that is rejected': () => after(opened(), 'rejection', { ground: 'spam', reason }, 'agent'),
  'that is erased': async () => {
    const night = await after(charged(), 'closing', {}, CONTACT);
    await say(night.ticketId, 'erasure', { ground: 'requested' }, 'supervisor');
    return night;
  },
};

const ROUTES = { ...TICKET_COMMANDS, ...BILLING_COMMANDS } as Readonly<
  Record<string, { readonly path: string; readonly roles: readonly string[] }>
>;
const CLIENT_ROLES = ['client-contact', 'noc-contact'] as const;
/** As it stands in the API's description; where one route takes several commands, the body of the one that is meant. */
const OF_COMMAND: Readonly<Record<string, object>> = {
  AcceptTerms: { accepted: true },
  DeclineTerms: { accepted: false },
  DisputeFault: { reason },
  ReopenTicket: { channel: 'phone', reason },
  CancelTicket: { reason },
  CloseTicket: { reason },
  RecordContact: { channel: 'phone' },
  AddNote: { text: reason },
  RequestPriority: { priority: 'P2', reason },
  AddAttachment: { name: 'router-log.txt' },
  AddEvidence: { text: 'The line was up throughout' },
};

/** Why what is taken is not offered: it changes nothing of what was, and nothing is to come. */
const SPEAKS_OF_NOTHING = /The work is over, and terms speak of the work that comes after/;

/** The bytes of what a client attaches, which are no body of a command. */
const OWN_FILES = 'files';

describe("A client's key, on a ticket", () => {
  it.each(Object.keys(SITUATIONS))('%s, is offered what is taken, and nothing moves its bill', async (situation) => {
    const wrong: unknown[] = [];
    for (const role of CLIENT_ROLES)
      for (const [command, { path, roles }] of Object.entries(ROUTES)) {
        if (!roles.includes(role)) continue;
        const night = await (SITUATIONS[situation] as () => Promise<Night>)();
        const before = await owed(night);
        const page = (await server.get(`/tickets/${night.ticketId}/page`, `${role}@acme`)).body;
        const { legal } = (await server.get(`/tickets/${night.ticketId}`, `${role}@acme`)).body;
        const isOffered = page.commands.some((one: { command: string }) => one.command === command);
        const isLegal = Object.hasOwn(TICKET_COMMANDS, command) ? legal.includes(command) : isOffered;
        const body = OF_COMMAND[command];
        if (!body) throw new Error(`Give ${command}, which a client may say, a body here.`);
        const { status, body: answer } = await server.post(
          `/tickets/${night.ticketId}/${path.replace('{cycle}', '1')}`,
          body,
          `${role}@acme`,
        );
        const moved = (await owed(night)) - before;
        const notNow = page.notNow.find((one: { command: string }) => one.command === command);
        const isToBeTaken = isOffered || SPEAKS_OF_NOTHING.test(notNow?.why ?? '');
        if (isToBeTaken !== status < 300 || isLegal !== isOffered || moved !== 0)
          wrong.push([role, command, { isOffered, isLegal, moved }, status, answer.code]);
      }
    expect(wrong).toStrictEqual([]);
  });

  it('is refused every other route of a ticket, before anything is read of the body', async () => {
    const { ticketId } = await charged();
    const theirs = Object.values(ROUTES).filter(({ roles }) => CLIENT_ROLES.some((role) => roles.includes(role)));
    const open = [...theirs.map(({ path }) => path), OWN_FILES];
    for (const { method, path } of onTickets()) {
      if (method !== 'POST' || open.includes(path.replace('/tickets/:ticketId/', '').replace(/:(\w+)/g, '{$1}')))
        continue;
      const filled = path.replace(':ticketId', ticketId).replace(/:\w+/g, '1');
      expect([path, (await server.post(filled, {}, CONTACT)).status]).toStrictEqual([path, 403]);
    }
  });
});

const onTickets = (): readonly DeclaredRoute[] =>
  server.serving.routes.filter(({ path }) => path.startsWith('/tickets/:ticketId/'));

/** The body that moves the most money, where the example of the description moves none. */
const MOVES_MOST: Readonly<Record<string, (night: Night) => object>> = {
  'work/:workId/amendments': ({ from }) => ({ from, to: iso(Date.parse(from) + 60_000), reason }),
  'work/:workId/void': () => ({ reason }),
  work: ({ from, to }) => ({ from, to }),
  'priority-corrections': () => ({ priority: 'P3', reason }),
  'priority-changes': () => ({ priority: 'P3', reason }),
  'contact-corrections': ({ from }) => ({ was: from, contactedAt: '2026-03-13T15:00:00Z', reason }),
  'cycles/:cycle/supersession': () => ({ faultClass: 'provider', reason }),
  'cycles/:cycle/determination': () => ({ faultClass: 'provider', reason, override: true }),
  'billing/waiver': () => ({ reason }),
  'billing/reinstatement': () => ({ reason }),
  'billing/approval': () => ({ reason }),
  terms: () => ({ accepted: false }),
  'policy-rebinding': () => ({ policyVersion: 2, reason }),
};
const bodyOf = ({ path, method }: DeclaredRoute, night: Night): object => {
  const said = MOVES_MOST[path.replace('/tickets/:ticketId/', '')];
  if (said) return said(night);
  const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  return (operation?.requestBody?.content['application/json']?.example as object | undefined) ?? {};
};

describe('One key of the staff, on a bill above what one person may give up', () => {
  it('gives no more of it back in steps than at once: the rest takes a second key', async () => {
    const night = await charged();
    const until = (hours: number) => ({ from: night.from, to: iso(Date.parse(night.from) + hours * HOUR), reason });
    const amend = async (hours: number) =>
      (await server.post(`/tickets/${night.ticketId}/work/${night.workId}/amendments`, until(hours), 'billing')).status;
    expect([await amend(3), await amend(2), await amend(1)]).toStrictEqual([200, 200, 202]);
    expect((await server.post(`/tickets/${night.ticketId}/billing/waiver`, { reason }, 'billing')).status).toBe(202);
    expect(await owed(night)).toBe(CHARGED_CENTS / 2);
  });

  it.each(ROLES.filter((role): role is Role => !CLIENT_ROLES.includes(role as never)))(
    'of a %s, gives none of it back alone, and adds to it only by work that was done',
    async (role) => {
      const moved: unknown[] = [];
      let tried = 0;
      for (const route of onTickets()) {
        if (route.method !== 'POST' || !route.roles.includes(role)) continue;
        const night = await charged();
        const filled = route.path
          .replace(':ticketId', night.ticketId)
          .replace(':workId', night.workId)
          .replace(':cycle', '1')
          .replace(/:\w+/g, '1');
        const { status, body } = await server.post(filled, bodyOf(route, night), role);
        tried++;
        const now = await owed(night);
        const isWork = route.path.endsWith('/work') && now > CHARGED_CENTS;
        const isUnread = status === 400 && Object.hasOwn(MOVES_MOST, route.path.replace('/tickets/:ticketId/', ''));
        if ((now !== CHARGED_CENTS && !isWork) || isUnread) moved.push([route.path, status, body.code, now]);
      }
      expect(moved).toStrictEqual([]);
      expect(tried).toBeGreaterThan(0);
    },
  );
});
