// Time that jumps, passes unseen, or is watched by two: each warning, breach and escalation once, dated right (I9).
import { DAY, HOUR, iso, MINUTE, ms } from '#kernel';
import { House } from './process-harness';

const TEN = ms('2026-03-16T15:00:00Z');
const OPENING = { type: 'OpenTicket', client: 'acme', channel: 'voicemail', requested: 'P1', summary: 'down' } as const;
const at = (minutes: number) => iso(TEN + minutes * MINUTE);

let house: House;
beforeEach(async () => {
  house = await new House().begin(TEN);
});
afterEach(() => house.end());

const escalations = async (ticketId: string) =>
  (await house.said(`ticket-${ticketId}`))
    .filter(({ type }) => type === 'TicketEscalated')
    .map(({ data, occurredAt }) => [(data as unknown as { to: number }).to, occurredAt]);
const breaches = async (ticketId: string) =>
  (await house.said(`sla-${ticketId}`))
    .filter(({ type }) => type === 'TargetBreached')
    .map(({ data }) => data as unknown as { target: string; dueAt: string })
    .map(({ target, dueAt }) => `${target} ${dueAt}`)
    .sort();
const warnings = async (ticketId: string) =>
  (await house.said(`sla-${ticketId}`))
    .filter(({ type }) => type === 'TargetWarned')
    .map(({ data }) => data as unknown as { target: string; percent: number })
    .map(({ target, percent }) => `${target} ${percent} %`);

/** Of a P1 that nobody touches for a day. */
const BREACHED = [`resolve ${at(1440)}`, `respond ${at(30)}`, `restore ${at(240)}`, `update ${at(60)}`];
const ESCALATED = [
  [2, at(15)],
  [3, at(75)],
];
const isOverForGood = async (ticketId: string) => {
  expect(await breaches(ticketId)).toStrictEqual(BREACHED);
  expect(await escalations(ticketId)).toStrictEqual(ESCALATED);
  const warned = await warnings(ticketId);
  expect(new Set(warned).size).toBe(warned.length);
  expect(warned).toContain('respond 50 %');
};

describe('Processes that were down for a day', () => {
  it('say late what came due meanwhile, once, and date it when it was due', async () => {
    await house.tell('T1', OPENING);
    house.time = TEN + DAY + MINUTE;
    await house.staff();
    await house.until(async () => (await breaches('T1')).length === 4 && (await escalations('T1')).length === 2);
    await house.rests();
    await isOverForGood('T1');
  });
});

describe('A clock that jumps', () => {
  it('a day ahead and two hours back makes nobody say anything twice', async () => {
    await house.staff();
    await house.tell('T1', OPENING);
    await house.until(async () => (await house.said('sla-T1')).length > 0);
    house.time = TEN + DAY + MINUTE;
    await house.until(async () => (await breaches('T1')).length === 4 && (await escalations('T1')).length === 2);
    house.time -= 2 * HOUR;
    await house.tell('T1', { type: 'AddNote', text: 'The clock was wrong' });
    await house.rests();
    house.time += 3 * HOUR;
    await house.rests();
    await isOverForGood('T1');
  });
});

describe('Two who both do everything', () => {
  it('say each thing once, whoever is first', async () => {
    await Promise.all([house.staff(), house.staff()]);
    const tickets = ['T1', 'T2', 'T3', 'T4'];
    for (const ticketId of tickets) await house.tell(ticketId, OPENING);
    for (const minutes of [10, 20, 50, 100, 300, 1441]) {
      house.time = TEN + minutes * MINUTE;
      await house.rests();
    }
    for (const ticketId of tickets) {
      await house.until(async () => (await breaches(ticketId)).length === 4);
      await house.until(async () => (await escalations(ticketId)).length === 2);
      await isOverForGood(ticketId);
    }
  });
  it('remind of a review and waive a charge once', async () => {
    await Promise.all([house.staff(), house.staff()]);
    // Saturday night in Chicago.
    house.time = ms('2026-03-14T07:00:00Z');
    await house.tell('T1', OPENING);
    await house.tell('T1', { type: 'TriageTicket', priority: 'P1' });
    house.time += 2 * HOUR;
    const [from, to] = [iso(house.time - HOUR), iso(house.time)];
    await house.tell('T1', { type: 'LogWork', workId: 'W1', engineer: 'eve', kind: 'after_hours_emergency', from, to });
    await house.tell('T1', { type: 'ResolveTicket', code: 'power', note: 'Power restored' });
    house.time += 31 * DAY;
    const ledger = async (type: string) => (await house.said('billing-T1')).filter((event) => event.type === type);
    await house.until(async () => (await ledger('BillingWaived')).length > 0);
    await house.rests();
    expect(await ledger('BillingWaived')).toHaveLength(1);
    expect(
      (await ledger('FaultReviewReminded')).map(({ data }) => (data as unknown as { at: string }).at),
    ).toStrictEqual(['2026-03-18T15:15:00.000Z', '2026-03-18T22:00:00.000Z']);
  });
});
