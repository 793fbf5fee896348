import { randomUUID } from 'node:crypto';
import { ApiClient } from './api-client';

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

type Clock = { target: string; state: string; dueAt: string | null; minutesLeft: number | null };
type Row = {
  ticketId: string;
  says: string[];
  clocks: Clock[];
  nextTarget: string | null;
  overdueTarget: string | null;
  urgentAt: string | null;
  minutesLeft: number;
  breached: number;
};
const rowOf = (body: { rows: Row[] }, ticketId: string) => body.rows.find((row) => row.ticketId === ticketId);
const targets = (row: Row | undefined) => row?.clocks.map(({ target }) => target).toSorted();

describe('The board', () => {
  it('says breached and on hold where both are true, and what is overdue until somebody has done it', async () => {
    const ticketId = await desk.openTicket('acme');
    await desk.say('agent', `/tickets/${ticketId}/triage`, { priority: 'P1' });
    const late = await desk.until('agent', '/sla-board?client=acme', (body) => rowOf(body, ticketId)?.breached === 4);
    expect(rowOf(late, ticketId)).toMatchObject({ says: ['breached'], overdueTarget: 'respond', nextTarget: null });
    await desk.say('agent', `/tickets/${ticketId}/waits`, { for: 'customer', ask: 'Is the router lit?' });
    const waiting = await desk.until('agent', '/sla-board?client=acme&onHold=yes', (body) => !!rowOf(body, ticketId));
    expect(rowOf(waiting, ticketId)).toMatchObject({ says: ['breached', 'on hold'], breached: 4 });
    // The answer ends what it answers, though late; the clock that it arms is on hold with the ticket.
    await desk.say('agent', `/tickets/${ticketId}/replies`, { text: 'We are on it' });
    const answered = await desk.until('agent', '/sla-board?client=acme', (body) => {
      const row = rowOf(body, ticketId);
      return row?.breached === 2 && row.clocks.length === 3;
    });
    const row = rowOf(answered, ticketId);
    expect(row).toMatchObject({ says: ['breached', 'on hold'], overdueTarget: 'restore' });
    expect(targets(row)).toStrictEqual(['resolve', 'restore', 'update']);
    expect(row?.clocks.find(({ target }) => target === 'update')).toMatchObject({ state: 'paused', minutesLeft: null });
  });

  it('puts first what has run out or will run out first, and computes what is left when it is asked', async () => {
    const overdue = await desk.openTicket('globex');
    await desk.say('agent', `/tickets/${overdue}/triage`, { priority: 'P1' });
    const opening = { client: 'globex', channel: 'phone', priority: 'P1', summary: 'No calls' };
    const { ticketId: soon } = await desk.say('agent', '/tickets', opening);
    await desk.say('agent', `/tickets/${soon}/triage`, { priority: 'P1' });
    const { ticketId: later } = await desk.say('agent', '/tickets', opening);
    const board = await desk.until(
      'agent',
      '/sla-board?client=globex',
      (body) =>
        body.rows.length === 3 &&
        body.rows.every(({ urgentAt }: Row) => urgentAt !== null) &&
        rowOf(body, overdue)?.breached === 4,
    );
    expect(board.rows.map(({ ticketId }: Row) => ticketId)).toStrictEqual([overdue, soon, later]);
    const row = rowOf(board, soon);
    expect(row).toMatchObject({ nextTarget: 'respond', says: [], breached: 0 });
    const left = Math.floor((Date.parse(row?.urgentAt ?? '') - Date.parse(board.at)) / 60_000);
    expect(row?.minutesLeft).toBe(left);
    expect(row).toMatchObject({ calendar: '24x7', urgentLocal: expect.stringMatching(/^\w{3} \d+ \w{3}, .* C[SD]T$/) });
    expect(row?.clocks[0]).toMatchObject({ target: 'respond', calendar: '24x7', dueLocal: expect.any(String) });
    expect(rowOf(board, overdue)?.minutesLeft).toBeLessThan(0);
  });

  it('is paged by its cursor, and is a file where that is asked for', async () => {
    const first = (await desk.get('agent', '/sla-board?client=globex&limit=2')).body;
    const rest = (await desk.get('agent', `/sla-board?client=globex&limit=2&cursor=${first.next}`)).body;
    expect([first.rows.length, rest.rows.length, rest.next]).toStrictEqual([2, 1, undefined]);
    const { text } = await desk.get('agent', '/sla-board?client=globex&format=csv');
    expect(text.split('\r\n')).toHaveLength(5);
  });

  it('is counted by the time that is left and by whose it is, as its rows are', async () => {
    const { rows, at } = (await desk.get('agent', '/sla-board?client=globex')).body;
    const counts = (await desk.get('agent', '/sla-board/counts?client=globex')).body;
    const isOver = ({ breached }: Row) => breached > 0;
    const left = ({ urgentAt }: Row) => (urgentAt === null ? Number.NaN : Date.parse(urgentAt) - Date.parse(at));
    const within = (from: number, to: number) =>
      rows.filter((row: Row) => !isOver(row) && left(row) >= from * 60_000 && left(row) < to * 60_000).length;
    expect(counts).toMatchObject({
      tickets: rows.length,
      lanes: [
        { lane: 'breached', tickets: rows.filter(isOver).length },
        { lane: 'half_hour', tickets: within(0, 30) },
        { lane: 'four_hours', tickets: within(30, 240) },
        { lane: 'day', tickets: within(240, 1440) },
        { lane: 'later', tickets: within(1440, Number.POSITIVE_INFINITY) },
        { lane: 'standing_still', tickets: 0 },
      ],
      facets: { client: [{ value: 'globex', tickets: rows.length }] },
    });
    for (const { value, tickets } of counts.facets.priority)
      expect([value, tickets]).toStrictEqual([
        value,
        rows.filter(({ priority }: { priority: string }) => priority === value).length,
      ]);
    expect((await desk.get('agent', '/sla-board/counts?breached=1')).status).toBe(400);
  });

  it('is the same answer as long as only time has passed', async () => {
    expect(await desk.sameAgain('agent', '/sla-board?client=globex')).toBe(304);
  });
});

describe('Tickets are searched', () => {
  it('by words anywhere in what the client wrote, their number and how they were resolved, as soon as written', async () => {
    const summary = 'Faxes to Łódź arrive 100% blank';
    const opening = { client: 'acme', channel: 'phone', priority: 'P3', summary };
    const { ticketId, position } = await desk.say('agent', '/tickets', opening);
    const find = async (q: string) =>
      (await desk.get('agent', `/tickets?q=${encodeURIComponent(q)}&after=${position}`)).body.rows.map(
        (row: Row) => row.ticketId,
      );
    for (const q of ['FAXES', 'łódź 100%', 'blank faxes', ticketId.toLowerCase()])
      expect([q, await find(q)]).toStrictEqual([q, [ticketId]]);
    for (const q of ['100%x', 'f_xes', 'faxes phones']) expect([q, await find(q)]).toStrictEqual([q, []]);
  });

  it('where a client asks, among its own alone', async () => {
    const theirs = await desk.openTicket('hooli', 'Secret of hooli');
    await desk.until('agent', '/tickets?q=secret', ({ rows }) => rows.length === 1);
    expect((await desk.get('client-contact', '/tickets?q=secret')).body.rows).toStrictEqual([]);
    expect((await desk.get('client-contact', '/tickets?client=hooli')).body.code).toBe('client.unknown');
    expect((await desk.get('client-contact', '/tickets?client=none')).body.code).toBe('client.unknown');
    expect(JSON.stringify((await desk.get('client-contact', '/tickets')).body)).not.toContain(theirs);
  });

  it('after a position that a repeated command answers as well, and not for ever', async () => {
    const key = randomUUID();
    const headers = {
      authorization: `Bearer ${desk.server.keys.agent}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    };
    const body = JSON.stringify({ client: 'acme', channel: 'phone', priority: 'P3', summary: 'Once' });
    const say = async () => (await fetch(`${desk.server.url}/tickets`, { method: 'POST', headers, body })).json();
    expect(await say()).toStrictEqual(await say());
    const { status, body: problem, headers: said } = await desk.get('agent', '/tickets?after=ticket@999999999999');
    expect([status, problem.code, said.get('retry-after')]).toStrictEqual([503, 'view.behind', '1']);
  });
});
