import { ApiClient } from './api-client';

// One engineer wrote down the same night on two tickets: both people who charge for it see that, and nothing else happens.

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

type Overlap = { otherTicketId: string; workId: string; otherWorkId: string; from: string; to: string };
const work = (ticketId: string, from: string, to: string) =>
  desk.say('engineer', `/tickets/${ticketId}/work`, { from, to });
const night = (time: string) => `2026-03-14T${time}:00-05:00`;
/** Once the view has heard of it. An answer counts what the view knows within half a second, and else says nothing. */
const overlapsOn = async (ticketId: string, count: number): Promise<readonly Overlap[]> =>
  (await desk.until('supervisor', `/tickets/${ticketId}/page`, ({ overlaps }) => overlaps?.length === count)).overlaps;
const expectAtOnce = (answer: { readonly overlaps?: readonly Overlap[] }, overlaps: readonly unknown[]) =>
  expect(answer.overlaps ?? overlaps).toStrictEqual(overlaps);

describe('Work that one engineer wrote down on two tickets for one time', () => {
  it('is shown at once: in the answer, on both tickets, and in a queue that names each pair once', async () => {
    const [one, other] = [await desk.openTicket('acme'), await desk.openTicket('globex')];
    const first = await work(one, night('02:00'), night('03:00'));
    expectAtOnce(first, []);
    const second = await work(other, night('02:30'), night('04:00'));
    const shared = { engineer: expect.any(String), from: '2026-03-14T07:30:00.000Z', to: '2026-03-14T08:00:00.000Z' };
    const onSecond = { ...shared, workId: second.workId, otherTicketId: one, otherWorkId: first.workId };
    const onFirst = { ...shared, workId: first.workId, otherTicketId: other, otherWorkId: second.workId };
    expectAtOnce(second, [onSecond]);
    expect(await overlapsOn(one, 1)).toStrictEqual([onFirst]);
    expect(await overlapsOn(other, 1)).toStrictEqual([onSecond]);

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
    expectAtOnce(answer, []);
    expect(await overlapsOn(other, 0)).toStrictEqual([]);

    // Counted in the answer itself, as soon as the view is no further behind than the answer waits.
    let counted: readonly Overlap[] | undefined;
    for (let minute = 10; !counted && minute < 60; minute++) {
      const again = { ...amended, to: night(`06:${minute}`) };
      counted = (await desk.say('engineer', `/tickets/${one}/work/${workId}/amendments`, again)).overlaps;
    }
    expect(counted).toMatchObject([{ otherTicketId: other, workId }]);
    expect(await overlapsOn(other, 1)).toMatchObject([{ otherTicketId: one, otherWorkId: workId }]);
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
    await overlapsOn(one, 1);
    await desk.say('agent', `/tickets/${other}/merge`, { into: one, reason: 'One outage' });
    await desk.until(
      'supervisor',
      `/tickets/${one}/page`,
      ({ work: entries, overlaps }) => entries.length === 2 && overlaps.length === 0,
    );
    expect(await overlapsOn(other, 0)).toStrictEqual([]);
  });

  it('is said of every posting that counted it, to staff alone, and moves no money', async () => {
    const [one, other] = [await desk.night('hooli'), await desk.night('umbrella')];
    await desk.determine(one, 'client');
    const billed = await desk.until('billing', `/tickets/${one}/billing`, ({ overlaps, postedCents }) => {
      return postedCents > 0 && overlaps?.length === 1;
    });
    expect(billed.postedCents).toBe(18_750);
    expect(billed.overlaps).toMatchObject([{ otherTicketId: other }]);
    const { rows } = await desk.until('billing', '/ledger?client=hooli', ({ rows: lines }) => lines[0]?.overlaps);
    expect(rows[0].overlaps).toStrictEqual(billed.overlaps);
    const { text } = await desk.get('billing', '/ledger?client=hooli&format=csv');
    expect(text).toContain(` ${other}/`);
    const mine = await desk.openTicket('acme');
    expect((await desk.get('client-contact', `/tickets/${mine}/page`)).body.overlaps).toBeUndefined();
    expect((await desk.get('client-contact', `/tickets/${mine}/billing`)).body.overlaps).toBeUndefined();
  });
});
