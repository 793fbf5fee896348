import { ApiClient } from './api-client';

// One engineer wrote down the same night on two tickets: both people who charge for it see that, and nothing else happens.

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

type Overlap = { otherTicketId: string; workId: string; otherWorkId: string; from: string; to: string };
const work = (ticketId: string, from: string, to: string) =>
  desk.say('engineer', `/tickets/${ticketId}/work`, { from, to });
const night = (time: string) => `2026-03-14T${time}:00-05:00`;
const overlapsOn = async (ticketId: string): Promise<readonly Overlap[]> =>
  (await desk.get('supervisor', `/tickets/${ticketId}/page`)).body.overlaps;

describe('Work that one engineer wrote down on two tickets for one time', () => {
  it('is shown at once: in the answer, on both tickets, and in a queue that names each pair once', async () => {
    const [one, other] = [await desk.openTicket('acme'), await desk.openTicket('globex')];
    const first = await work(one, night('02:00'), night('03:00'));
    expect(first.overlaps).toStrictEqual([]);
    const second = await work(other, night('02:30'), night('04:00'));
    const shared = { engineer: expect.any(String), from: '2026-03-14T07:30:00.000Z', to: '2026-03-14T08:00:00.000Z' };
    const onSecond = { ...shared, workId: second.workId, otherTicketId: one, otherWorkId: first.workId };
    const onFirst = { ...shared, workId: first.workId, otherTicketId: other, otherWorkId: second.workId };
    expect(second.overlaps).toStrictEqual([onSecond]);
    expect(await overlapsOn(one)).toStrictEqual([onFirst]);
    expect(await overlapsOn(other)).toStrictEqual([onSecond]);

    const { rows } = (await desk.get('billing', '/queues/overlapping-work')).body;
    expect(rows).toMatchObject([
      { ticketId: one, client: 'acme', overlaps: [{ ticketId: other, client: 'globex', sharedSeconds: 1800 }] },
    ]);
    const { text } = await desk.get('billing', '/queues/overlapping-work?format=csv');
    expect(text).toContain(`,${other}/${second.workId},1800`);
  });

  it('is no overlap any more once it is amended so that it touches, or voided', async () => {
    const [one, other] = [await desk.openTicket('acme'), await desk.openTicket('acme')];
    const { workId } = await work(one, night('05:00'), night('06:00'));
    await work(other, night('05:30'), night('06:30'));
    const amended = { from: night('05:00'), to: night('05:30'), reason: 'Read off the wrong clock' };
    const answer = await desk.say('engineer', `/tickets/${one}/work/${workId}/amendments`, amended);
    expect(answer.overlaps).toStrictEqual([]);
    expect(await overlapsOn(other)).toStrictEqual([]);

    const again = { ...amended, to: night('06:00') };
    expect((await desk.say('engineer', `/tickets/${one}/work/${workId}/amendments`, again)).overlaps).toHaveLength(1);
    const { position } = await desk.say('engineer', `/tickets/${one}/work/${workId}/void`, { reason: 'Not mine' });
    const { rows } = (
      await desk.get('billing', `/queues/overlapping-work?from=gte:2026-03-14T10:00:00Z&after=${position}`)
    ).body;
    expect(rows).toStrictEqual([]);
  });

  it('is no overlap where the two tickets become one', async () => {
    const [one, other] = [await desk.openTicket('acme'), await desk.openTicket('acme')];
    await work(one, night('08:00'), night('09:00'));
    await work(other, night('08:30'), night('09:30'));
    expect(await overlapsOn(one)).toHaveLength(1);
    await desk.say('agent', `/tickets/${other}/merge`, { into: one, reason: 'One outage' });
    await desk.until(
      'supervisor',
      `/tickets/${one}/page`,
      ({ work: entries, overlaps }) => entries.length === 2 && overlaps.length === 0,
    );
    expect(await overlapsOn(other)).toStrictEqual([]);
  });

  it('is said of every posting that counted it, to staff alone, and moves no money', async () => {
    const [one, other] = [await desk.night('hooli'), await desk.night('umbrella')];
    await desk.determine(one, 'client');
    const billed = await desk.until('billing', `/tickets/${one}/billing`, ({ postedCents }) => postedCents > 0);
    expect(billed.postedCents).toBe(18_750);
    expect(billed.overlaps).toMatchObject([{ otherTicketId: other }]);
    const { rows } = await desk.until('billing', '/ledger?client=hooli', ({ rows: lines }) => lines.length === 1);
    expect(rows[0].overlaps).toStrictEqual(billed.overlaps);
    const { text } = await desk.get('billing', '/ledger?client=hooli&format=csv');
    expect(text).toContain(` ${other}/`);
    const mine = await desk.openTicket('acme');
    expect((await desk.get('client-contact', `/tickets/${mine}/page`)).body.overlaps).toBeUndefined();
    expect((await desk.get('client-contact', `/tickets/${mine}/billing`)).body.overlaps).toBeUndefined();
  });
});
