// From a call in the night to somebody who comes: the built server, a telephone that takes pages, and the link in the message.
import ICAL from 'ical.js';
import { endAll, startChild } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { ApiClient, until } from '../public/api-client';
import { lastNight, notice, rosterOf, SECRET, Telephone } from './night';

const PATIENCE_MS = 120_000;
type Listed = {
  readonly rows: readonly { ticketId: string; status: string; acknowledgedBy: string; because: string }[];
};

describe('On call', () => {
  const directory = scratch('oncall');
  let desk: ApiClient;
  let ann: Telephone;
  let bob: Telephone;
  beforeAll(async () => {
    [ann, bob, desk] = await Promise.all([
      Telephone.open(),
      Telephone.open(),
      ApiClient.open(directory, { VOICEMAIL_SECRET: SECRET }),
    ]);
    const document = rosterOf(ann.url, bob.url);
    const { status } = await desk.say('supervisor', '/rosters/support/versions', { version: 1, document });
    expect(status).toBe(201);
  }, PATIENCE_MS);
  afterAll(async () => {
    await endAll();
    await Promise.all([ann.close(), bob.close()]);
    discard(directory);
  });

  const call = async (client: string): Promise<string> => {
    const opening = { client, channel: 'phone', priority: 'P1', summary: 'No calls', contactedAt: lastNight() };
    return (await desk.say<{ ticketId: string }>('agent', '/tickets', opening)).body.ticketId;
  };
  const pageOf = async (telephone: Telephone, ticketId: string) =>
    until(
      async () => telephone.paged.filter((paged) => paged.ticketId === ticketId),
      (paged) => paged.length > 0,
    );
  const listed = (ticketId: string, status: string) =>
    until(
      async () => (await desk.get<Listed>('agent', '/pages')).body.rows?.find((row) => row.ticketId === ticketId),
      (row) => row?.status === status,
    );

  it('a P1 of the night pages the primary, signed, and the link takes it without a key; a look at it takes nothing', async () => {
    const ticketId = await call('acme');
    const [page] = await pageOf(ann, ticketId);
    expect(page).toMatchObject({ person: { id: 'ann', name: 'Ann Lee' }, signature: expect.stringMatching(/^v1,/) });
    const look = await fetch(page?.link ?? '');
    expect([look.status, await look.text()]).toStrictEqual([
      200,
      expect.stringMatching(/contacted us at \w{3} \d{1,2} \w{3}, \d\d:\d\d C[SD]T \(.*I have it \(ann\)/s),
    ]);
    expect((await listed(ticketId, 'active'))?.acknowledgedBy).toBeNull();
    for (let press = 0; press < 2; press++) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const taken = await fetch(page?.link ?? '', { method: 'POST', headers });
      expect([taken.status, await taken.text()]).toStrictEqual([200, expect.stringContaining('ann has it')]);
    }
    expect((await listed(ticketId, 'acknowledged'))?.acknowledgedBy).toBe('ann');
  });

  it('a link that nobody sent takes nothing', async () => {
    const ticketId = await call('globex');
    const [page] = await pageOf(ann, ticketId);
    const forged = `${page?.link.slice(0, -3)}xyz`;
    expect([(await fetch(forged)).status, (await fetch(forged, { method: 'POST' })).status]).toStrictEqual([404, 404]);
    expect((await desk.say('on-call', `/pages/${ticketId}/acknowledgement`, {})).status).toBe(200);
    expect((await listed(ticketId, 'acknowledged'))?.acknowledgedBy).toBe('dev-on-call');
  });

  it('whose telephone is off is passed over at once, and a resolution ends the page and says so', async () => {
    ann.answer = () => 503;
    const ticketId = await call('initech');
    await pageOf(bob, ticketId);
    await desk.say('agent', `/tickets/${ticketId}/start`, {});
    await desk.say('engineer', `/tickets/${ticketId}/resolution`, { code: 'power', note: 'Moved to another outlet' });
    expect((await listed(ticketId, 'ended'))?.because).toBe('resolved');
    expect((await desk.say('on-call', `/pages/${ticketId}/acknowledgement`, {})).status).toBe(409);
  });

  it('twenty who call at once have a page each, and no page comes twice', async () => {
    ann.answer = () => 200;
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => call(`client-${n}`)));
    for (const ticketId of ids) await pageOf(ann, ticketId);
    const paged = ann.paged.filter(({ ticketId }) => ids.includes(ticketId));
    expect([paged.length, new Set(paged.map(({ id }) => id)).size]).toStrictEqual([20, 20]);
  });

  it('somebody at a terminal sees it, and takes it', async () => {
    const ticketId = await call('stark');
    await listed(ticketId, 'active');
    const options = ['--server', desk.server.url, '--key-file', `${directory}/keys/development-keys.json`];
    const seen = startChild('apps/pages/main.js', ['list', ...options]);
    expect((await seen.line(new RegExp(`^${ticketId} .*`)))[0]).toContain('stark  active');
    const takes = startChild('apps/pages/main.js', ['acknowledge', ticketId.toLowerCase(), ...options]);
    await takes.line(new RegExp(`^dev-on-call has ticket ${ticketId}`));
    expect(await takes.gone).toBe(0);
    expect(await startChild('apps/pages/main.js', ['acknowledge', '000000000', ...options]).gone).toBe(1);
  });

  it('a calendar program reads the shifts under an address that ends when it is revoked', async () => {
    const { body } = await desk.say<{ id: string; path: string }>('on-call', '/calendar-feeds', { kind: 'shifts' });
    const read = () => fetch(`${desk.server.url}${body.path}`);
    const feed = await read();
    expect([feed.status, feed.headers.get('content-type')]).toStrictEqual([200, 'text/calendar; charset=utf-8']);
    const events = new ICAL.Component(ICAL.parse(await feed.text())).getAllSubcomponents('vevent');
    expect(events.map((event) => event.getFirstPropertyValue('summary'))).toContain('On call (primary): ann');
    expect((await desk.say('on-call', `/calendar-feeds/${body.id}/revocation`, {})).status).toBe(200);
    expect((await read()).status).toBe(404);
    const due = await desk.say<{ path: string }>('on-call', '/calendar-feeds', { kind: 'due' });
    expect(await (await fetch(`${desk.server.url}${due.body.path}`)).text()).toContain('P1 ticket');
  });

  it('what the month asked of whom is a table, and a file', async () => {
    const month = new Date().toLocaleDateString('sv', { timeZone: 'America/Chicago' }).slice(0, 7);
    const path = `/rosters/support/fairness?month=${month}`;
    const { body } = await desk.get<{ rows: { person: string; pages: number }[] }>('supervisor', path);
    expect(body.rows.find(({ person }) => person === 'ann')?.pages).toBeGreaterThan(20);
    const file = await fetch(`${desk.server.url}${path}&format=csv`, { headers: desk.header('supervisor') });
    expect(await file.text()).toMatch(/month,person,nightsPaged.*\r\n.*,ann,[12],/s);
  });

  describe('A voicemail', () => {
    const tell = (id: string, change: { at?: number; body?: object; signature?: string } = {}) =>
      notice(desk.server.url, id, change);
    const history = async (ticketId: string) =>
      (await desk.get<{ event: { type: string } }[]>('auditor', `/tickets/${ticketId}/history`)).body;

    it('that the telephone system has signed is a ticket and a page, once, however often it tells of it', async () => {
      const told = await tell('msg-1');
      expect(told.status).toBe(201);
      const { ticketId } = told.body;
      expect((await history(ticketId)).map(({ event }) => event.type).slice(0, 2)).toStrictEqual([
        'TicketOpened',
        'VoicemailReceived',
      ]);
      await pageOf(ann, ticketId);
      const again = await tell('msg-1', { at: Date.now() + 2_000 });
      expect([again.status, again.body]).toStrictEqual([201, { ticketId }]);
      expect((await listed(ticketId, 'active'))?.ticketId).toBe(ticketId);
    });

    it('that comes a second time byte for byte, unsigned, or too late, is refused', async () => {
      const at = Date.now();
      expect((await tell('msg-2', { at })).status).toBe(201);
      expect(await tell('msg-2', { at })).toMatchObject({ status: 409, body: { code: 'voicemail.replayed' } });
      const old = await tell('msg-3', { at: at - 301_000 });
      expect(old).toMatchObject({ status: 401, body: { code: 'voicemail.stale' } });
      const forged = await tell('msg-4', { signature: 'v1,bm90aGluZw==' });
      expect(forged).toMatchObject({ status: 401, body: { code: 'voicemail.unsigned' } });
    });

    it("has the client's own ticket proposed for merging, which is done by one act, and ends its page", async () => {
      const { ticketId: into } = (await tell('msg-5', { body: { client: 'hooli' } })).body;
      const own = await call('hooli');
      await pageOf(ann, own);
      const proposed = await until(
        async () => (await desk.get<{ proposals: object[] }>('agent', '/merge-proposals')).body.proposals ?? [],
        (proposals) => proposals.length > 0,
      );
      expect(proposed).toStrictEqual([expect.objectContaining({ ticketId: own, into, client: 'hooli' })]);
      expect((await desk.say('agent', `/merge-proposals/${own}/acceptance`, {})).status).toBe(200);
      expect((await listed(own, 'ended'))?.because).toBe('merged');
      expect((await listed(into, 'active'))?.because).toBeNull();
    });
  });
});
