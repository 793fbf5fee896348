import { type CloudEvent, Consumer, feedAt } from '#messaging';
import { endAll } from '../programs/child';
import { ApiClient } from './api-client';

describe('A consumer at a running server', () => {
  afterAll(endAll);

  it('hears half of what was sent, twice and in disorder, and has handled all of it once and in order', async () => {
    const desk = await ApiClient.open();
    const tickets = [await desk.ticket('acme'), await desk.ticket('globex')];
    const { events } = await desk.settled('auditor', ...tickets);
    const handled: CloudEvent[] = [];
    const gaps: string[] = [];
    const sequencesOf = (ticket: string) =>
      handled.filter(({ subject }) => subject === ticket).map(({ sequence }) => Number(sequence));
    const consumer = new Consumer({
      seen: (ticket) => sequencesOf(ticket).at(-1) ?? -1,
      handle: (event) => void handled.push(event),
      fetchMissed: feedAt(desk.server.url, desk.server.keys.auditor),
      onGap: (gap) => gaps.push(gap),
    });
    // Only the last of each ticket, and then everything from behind.
    const lost = tickets.flatMap((ticket) => events.findLast(({ subject }) => subject === ticket) ?? []);
    for (const event of [...lost, ...events.toReversed(), ...events]) await consumer.take(event);
    expect(gaps).toStrictEqual(
      lost.map(({ subject, sequence }) => `ticket ${subject}: expected 0, got ${Number(sequence)}`),
    );
    for (const ticket of tickets) expect(sequencesOf(ticket)).toStrictEqual(sequencesOf(ticket).map((_, i) => i));
    expect(handled.toSorted(byPlace)).toStrictEqual(events.toSorted(byPlace));
    await desk.server.end();
  });

  it('is told what is wrong with its key', async () => {
    const desk = await ApiClient.open();
    const ticket = await desk.ticket('acme');
    await expect(feedAt(desk.server.url, 'fl_nobody')(ticket, 0)).rejects.toThrow('answered 401');
    await desk.server.end();
  });
});

const byPlace = (one: CloudEvent, other: CloudEvent) =>
  `${one.subject}${one.sequence}` < `${other.subject}${other.sequence}` ? -1 : 1;
