import { spawnSync } from 'node:child_process';
import { ApiClient } from './api-client';

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

/** As a browser without a key asks. */
const browse = async (path: string, form?: Readonly<Record<string, string>>) => {
  const response = await fetch(
    `${desk.server.url}${path}`,
    form && { method: 'POST', body: new URLSearchParams(form) },
  );
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const night = async (client: string): Promise<{ ticketId: string; path: string }> => {
  const ticketId = await desk.night(client);
  await desk.say('engineer', `/tickets/${ticketId}/cycles/1/evidence`, { text: 'Mains loss on <their> meter' });
  await desk.determine(ticketId, 'client');
  const { events } = await desk.until('billing', `/tickets/${ticketId}/billing`, ({ postedCents }) => postedCents > 0);
  const { postingId } = events[0].postings[0];
  const link = await desk.get('client-contact', `/tickets/${ticketId}/billing/link?postingId=${postingId}&days=7`);
  return { ticketId, path: link.body.path };
};

describe('Why was I charged?', () => {
  let path = '';
  beforeAll(async () => {
    path = (await night('acme')).path;
  });

  it('is answered to whoever has the link, without a key and without a script', async () => {
    const { status, headers, text } = await browse(path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    for (const said of [
      '$187.50',
      'The fault was the client&#39;s',
      'Mains loss on &#60;their&#62; meter',
      'At $125.00 an hour',
      'Clause 3 of policy',
      'You contacted us by phone',
      'What it would have been otherwise',
    ])
      expect(text).toContain(said);
    expect(text).not.toMatch(/<script|javascript:| on\w+=|<their>/);
  });
  it('names nobody of the staff', async () => {
    expect((await browse(path)).text).not.toMatch(/dev-|engineer|reviewer@/);
  });
  it('is computed again by a program of its own', async () => {
    const { headers, text } = await browse(`${path}/recompute`);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="charge-.*\.mjs"$/);
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-'], {
      input: text,
      encoding: 'utf8',
    });
    expect([status, stdout]).toStrictEqual([0, expect.stringContaining('18750 cents; the ledger says 18750')]);
  });
  it('is disputed from the page, once, and then waits', async () => {
    const reason = 'Your carrier failed that night, not our power';
    expect((await browse(`${path}/dispute`, { reason: 'no' })).status).toBe(422);
    const sent = await browse(`${path}/dispute`, { reason });
    expect([sent.status, sent.text]).toStrictEqual([200, expect.stringContaining('A reviewer looks at it again')]);
    expect((await browse(`${path}/dispute`, { reason })).status).toBe(200);
    expect((await browse(path)).text).toContain('You have disputed it');
    const queue = await desk.get('fault-reviewer', '/queues/fault-reviews?client=acme');
    expect(queue.status).toBe(200);
  });
  it('is answered to nobody who made the link up', async () => {
    const { status, text } = await browse(`${path.slice(0, -2)}AA`);
    expect([status, text]).toStrictEqual([404, expect.stringContaining('The link is not whole')]);
    expect((await browse('/charges/nonsense')).status).toBe(404);
  });
});
