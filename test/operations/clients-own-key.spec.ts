// What a client does with its own key, over HTTP: it writes, asks for another priority, and sees what a merge brought along.

import { TestServer } from '../../apps/server/testing';

let server: TestServer;
beforeAll(async () => {
  server = await new TestServer().start();
});
afterAll(() => server.stop());

type Who = Parameters<TestServer['post']>[2];
const opened = async (priority = 'P3') => {
  const opening = { client: 'acme', channel: 'phone', priority, summary: 'Calls fail' };
  return (await server.post('/tickets', opening, 'agent')).body.ticketId as string;
};
const page = async (ticketId: string, who: Who = 'agent') => (await server.get(`/tickets/${ticketId}/page`, who)).body;
const say = (ticketId: string, path: string, body: object, who: Who) =>
  server.post(`/tickets/${ticketId}/${path}`, body, who);
type TimelineLine = { event: string; text?: string; origin?: string; requested?: string };
const lines = async (ticketId: string, who: Who) => (await page(ticketId, who)).timeline as TimelineLine[];

describe("A client's key", () => {
  it('answers, and a ticket that waits for it goes on by itself', async () => {
    const ticketId = await opened();
    await say(ticketId, 'start', {}, 'agent');
    await say(ticketId, 'waits', { for: 'customer', ask: 'Is the router lit?' }, 'agent');
    const answer = { channel: 'portal', text: 'It is dark.' };
    expect((await say(ticketId, 'contacts', answer, 'client-contact@acme')).status).toBe(200);
    const { status, timeline } = await page(ticketId, 'client-contact@acme');
    expect(status).toBe('in_progress');
    expect(timeline.slice(-2)).toMatchObject([
      { event: 'ClientContactRecorded', text: 'It is dark.' },
      { event: 'TicketResumed', because: 'client_contact' },
    ]);
    expect((await say(ticketId, 'contacts', answer, 'client-contact@globex')).status).toBe(404);
  });

  it('writes notes that it sees again, and none of the staff’s', async () => {
    const ticketId = await opened();
    await say(ticketId, 'notes', { text: 'for us alone' }, 'agent');
    expect((await say(ticketId, 'notes', { text: 'the key is at the desk' }, 'client-contact@acme')).status).toBe(200);
    const notes = async (who: Who) =>
      (await lines(ticketId, who)).filter(({ event }) => event === 'NoteAdded').map(({ text }) => text);
    expect(await notes('agent')).toEqual(['for us alone', 'the key is at the desk']);
    expect(await notes('client-contact@acme')).toEqual(['the key is at the desk']);
  });

  it('asks for another priority, which moves no clock until somebody says so', async () => {
    const ticketId = await opened();
    const before = await page(ticketId);
    const asked = { priority: 'P1', reason: 'It is all sites now' };
    expect((await say(ticketId, 'priority-requests', asked, 'client-contact@acme')).status).toBe(200);
    expect((await say(ticketId, 'priority-requests', asked, 'agent')).body.code).toBe('auth.role');
    const after = await page(ticketId, 'client-contact@acme');
    expect([after.priority, after.clocks]).toEqual([before.priority, before.clocks]);
    expect(after.timeline.at(-1)).toMatchObject({ event: 'PriorityRequested', ...asked });
    const redirection = { to: 'portal', reason: 'Two of us for forty calls' };
    expect((await say(ticketId, 'redirections', redirection, 'agent')).body.code).toBe('contact.p1-not-redirected');
    await say(ticketId, 'triage', { priority: 'P3' }, 'agent');
    expect((await say(ticketId, 'redirections', redirection, 'agent')).status).toBe(200);
    await say(ticketId, 'contacts', { channel: 'portal', text: 'As you like' }, 'client-contact@acme');
    expect((await say(ticketId, 'redirections', redirection, 'agent')).body.code).toBe('contact.not-by-phone');
  });

  it('sees what was said on a ticket that ended in this one, and where', async () => {
    const [first, second, third] = [await opened(), await opened(), await opened()];
    await say(first, 'contacts', { channel: 'portal', text: 'It smells of smoke.' }, 'client-contact@acme');
    await say(first, 'notes', { text: 'call the fire brigade' }, 'agent');
    await say(first, 'merge', { into: second, reason: 'the same' }, 'agent');
    await say(second, 'merge', { into: third, reason: 'the same' }, 'agent');
    const seen = async (who: Who) =>
      (await lines(third, who))
        .filter(({ origin }) => origin !== undefined)
        .map(({ event, text, origin }) => [event, text, origin]);
    expect(new Set(await seen('client-contact@acme'))).toEqual(
      new Set([
        ['TicketOpened', undefined, first],
        ['TicketOpened', undefined, second],
        ['ClientContactRecorded', 'It smells of smoke.', first],
      ]),
    );
    expect(await seen('agent')).toContainEqual(['NoteAdded', 'call the fire brigade', first]);
  });
});
