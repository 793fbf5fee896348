import { rm } from 'node:fs/promises';
import type { Role } from '#identity';
import type { CloudEvent } from '#messaging';
import { endAll } from '../programs/child';
import { ApiClient, until } from './api-client';

/** Reads a stream of server-sent events until it has `count` of them, then hangs up. */
const listen = async (desk: ApiClient, count: number, lastEventId?: string, who: Role = 'auditor') => {
  const hangUp = new AbortController();
  const response = await fetch(`${desk.server.url}/feed/stream`, {
    headers: { ...desk.header(who), ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
    signal: hangUp.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const heard: { id: string; event: CloudEvent }[] = [];
  let text = '';
  for await (const chunk of (response.body as ReadableStream).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const found = /^id: (\S+)\ndata: (.*)$/.exec(text.slice(0, end));
      if (found) heard.push({ id: found[1] ?? '', event: JSON.parse(found[2] ?? '') });
      text = text.slice(end + 2);
    }
    if (heard.length >= count) break;
  }
  hangUp.abort();
  return heard.slice(0, count);
};

const sequencesOf = (events: readonly CloudEvent[], ticket: string) =>
  events.filter(({ subject }) => subject === ticket).map(({ sequence }) => Number(sequence));

describe('The feed', () => {
  let desk: ApiClient;
  let ours = '';
  let theirs = '';
  beforeAll(async () => {
    desk = await ApiClient.open();
    ours = await desk.ticket('acme');
    theirs = await desk.ticket('globex');
  });
  afterAll(endAll);

  it('has every public event of every ticket, in order and without a gap, whatever the size of its pages', async () => {
    const whole = await desk.settled('auditor', ours, theirs);
    for (const ticket of [ours, theirs]) {
      const sequences = sequencesOf(whole.events, ticket);
      expect(sequences.length).toBeGreaterThanOrEqual(3);
      expect(sequences).toStrictEqual(sequences.map((_, i) => i));
    }
    for (const limit of [1, 2, 200]) {
      const { events } = await desk.feed('auditor', { limit });
      expect(events.slice(0, whole.events.length)).toStrictEqual(whole.events);
    }
  });

  it('goes on behind the place where it was left, now or later', async () => {
    const { next } = await desk.settled('auditor', ours, theirs);
    const later = await desk.ticket('acme');
    const { events } = await until(
      () => desk.feed('auditor', next === undefined ? {} : { after: next }),
      (feed) => feed.events.length >= 3,
    );
    expect(new Set(events.map(({ subject }) => subject))).toStrictEqual(new Set([later]));
  });

  it("shows a client's key its own tickets alone, in pages and by number", async () => {
    await desk.settled('auditor', ours, theirs);
    const { events } = await desk.feed('noc-contact');
    expect(events.map(({ subject }) => subject)).toContain(ours);
    expect(new Set(events.map(({ data }) => data.client))).toStrictEqual(new Set(['acme']));
    expect((await desk.get('noc-contact', `/feed/tickets/${theirs}`)).status).toBe(404);
    expect((await desk.get('noc-contact', `/feed/tickets/${ours}`)).status).toBe(200);
  });

  it('gives one ticket from a revision on, for whoever missed something', async () => {
    const { events } = await desk.settled('auditor', ours);
    const { body } = await desk.get<{ events: CloudEvent[] }>('auditor', `/feed/tickets/${ours}?from=1`);
    expect(body.events).toStrictEqual(
      events.filter(({ subject, sequence }) => subject === ours && Number(sequence) >= 1),
    );
  });

  it('refuses a place that it never gave out, and says what to send', async () => {
    for (const query of ['after=nowhere', 'after=7', 'limit=0', 'limit=1000', 'from=1'])
      expect((await desk.get('auditor', `/feed?${query}`)).status).toBe(400);
  });

  it('is sent as it grows, and resumes behind the last event that was heard', async () => {
    const { events } = await desk.settled('auditor', ours, theirs);
    const first = await listen(desk, 2);
    expect(first.map(({ event }) => event)).toStrictEqual(events.slice(0, 2));
    const rest = await listen(desk, events.length - 2, first[1]?.id);
    expect(rest.map(({ event }) => event)).toStrictEqual(events.slice(2));
    const coming = listen(desk, 1, rest.at(-1)?.id);
    const later = await desk.ticket('acme');
    expect((await coming)[0]?.event).toMatchObject({ subject: later, type: 'com.faultline.ticket.opened.v1' });
  });

  it('says the same to all who listen, from wherever each began, and to a client its own alone', async () => {
    const { events } = await desk.settled('auditor', ours, theirs);
    const all = await listen(desk, events.length);
    const own = events.filter(({ data }) => data.client === 'acme');
    const from = [undefined, all[0]?.id, all.at(-1)?.id];
    const listening = from.map((id, at) => listen(desk, ([events.length, events.length - 1, 0][at] ?? 0) + 6, id));
    const theirOwn = listen(desk, own.length + 3, undefined, 'noc-contact');
    const [foreign, later] = [await desk.ticket('globex'), await desk.ticket('acme')];
    const whole = (await desk.settled('auditor', foreign, later)).events;
    const [everything, ...rest] = (await Promise.all(listening)).map((heard) => heard.map(({ event }) => event));
    expect(everything).toStrictEqual(whole.slice(0, events.length + 6));
    for (const heard of rest) expect(heard).toStrictEqual(everything?.slice(-heard.length));
    expect((await theirOwn).map(({ event }) => event)).toStrictEqual(
      whole.filter(({ data }) => data.client === 'acme').slice(0, own.length + 3),
    );
  });
});

describe('A stream of events', () => {
  afterAll(endAll);

  it('does not hold up a server that stops', async () => {
    const desk = await ApiClient.open();
    await desk.settled('auditor', await desk.ticket('acme'));
    const open = () => fetch(`${desk.server.url}/feed/stream`, { headers: desk.header('auditor') });
    const readers = (await Promise.all([open(), open(), open()])).map(({ body }) => body?.getReader());
    for (const reader of readers) expect((await reader?.read())?.done).toBe(false);
    expect(await desk.server.end()).toBe(0);
    // Brought to their end; one that had to be cut by force would be an error here.
    for (const reader of readers) while (!(await reader?.read())?.done);
  });
});

describe('What was told to others', () => {
  afterAll(endAll);

  it('is told once and in the same order after the server was killed and the views are gone', async () => {
    const before = await ApiClient.open();
    const tickets = [await before.ticket('acme'), await before.ticket('acme')];
    const told = await before.settled('auditor', ...tickets);
    await before.server.end('SIGKILL');
    for (const suffix of ['', '-wal', '-shm']) await rm(`${before.dataDir}/views.sqlite${suffix}`, { force: true });
    const after = await ApiClient.open(before.dataDir);
    const again = await after.settled('auditor', ...tickets);
    expect(again.events).toStrictEqual(told.events);
    await after.server.end();
  });
});
