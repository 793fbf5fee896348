import type { Role } from '#identity';
import { ApiClient } from './api-client';

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

type Row = { ticketId: string };
const rowOf = (body: { rows: Row[] }, ticketId: string) => body.rows.find((row) => row.ticketId === ticketId);
const shows = (ticketId: string) => (body: { rows: Row[] }) => rowOf(body, ticketId) !== undefined;
const showsNot = (ticketId: string) => (body: { rows: Row[] }) => rowOf(body, ticketId) === undefined;

describe('A queue', () => {
  it('for triage has what nobody has looked at, as soon as it was written, and no longer', async () => {
    const { ticketId, position } = await desk.say('agent', '/tickets', {
      client: 'acme',
      channel: 'portal',
      priority: 'P2',
      summary: 'Voicemail is silent',
    });
    const waiting = await desk.get('agent', `/queues/triage?client=acme&after=${position}`);
    expect(rowOf(waiting.body, ticketId)).toMatchObject({
      status: 'new',
      summary: 'Voicemail is silent',
      minutesOpen: expect.any(Number),
    });
    const triaged = await desk.say('agent', `/tickets/${ticketId}/triage`, { priority: 'P3' });
    const after = await desk.get('agent', `/queues/triage?client=acme&after=${triaged.position}`);
    expect(rowOf(after.body, ticketId)).toBeUndefined();
  });

  it('for fault reviews has what was worked at night and is not determined: age, money at stake, due', async () => {
    const ticketId = await desk.night('acme');
    const waiting = await desk.until('fault-reviewer', '/queues/fault-reviews', shows(ticketId));
    expect(rowOf(waiting, ticketId)).toMatchObject({
      event: 1,
      client: 'acme',
      because: 'undetermined',
      atStakeCents: 18_750,
      minutesWaiting: expect.any(Number),
      dueAt: expect.stringMatching(/^20\d\d-.*Z$/),
      minutesLeft: expect.any(Number),
    });
    await desk.determine(ticketId, 'client');
    await desk.until('fault-reviewer', '/queues/fault-reviews', showsNot(ticketId));
    await desk.until('billing', `/tickets/${ticketId}/billing`, ({ postedCents }) => postedCents === 18_750);
    await desk.say('billing', `/tickets/${ticketId}/disputes`, { reason: 'They say it was our breaker' });
    const again = await desk.until('fault-reviewer', '/queues/fault-reviews', shows(ticketId));
    expect(rowOf(again, ticketId)).toMatchObject({ because: 'disputed', atStakeCents: 18_750 });
  });

  it('for fault reviews says who worked on it, who has taken it up, what is known, and whether one may judge', async () => {
    const ticketId = await desk.night('hooli');
    const path = `/tickets/${ticketId}/cycles/1`;
    const mine = async (role: Role) =>
      rowOf(await desk.until(role, '/queues/fault-reviews?client=hooli&sort=due', shows(ticketId)), ticketId);
    await desk.say('engineer', `${path}/evidence`, { text: 'Mains loss from 01:55 on their meter' });
    await desk.say('engineer', `${path}/fault-proposals`, { faultClass: 'client', reason: 'Their supply was dead' });
    expect(await mine('fault-reviewer')).toMatchObject({
      cycle: 1,
      summary: 'No calls in or out',
      engineers: ['dev-engineer'],
      claimedBy: null,
      evidence: 1,
      proposed: 'client',
      mayJudge: true,
      mayNotBecause: null,
    });
    expect(await mine('agent')).toMatchObject({ mayJudge: false, mayNotBecause: 'not a reviewer' });
    await desk.say('fault-reviewer', `${path}/review-claim`, {});
    expect(await mine('supervisor')).toMatchObject({
      claimedBy: 'dev-fault-reviewer',
      mayJudge: false,
      mayNotBecause: 'taken up by dev-fault-reviewer',
    });
    const finding = { faultClass: 'client', reason: 'Their power supply failed' };
    expect(await desk.ask('supervisor', `${path}/determination`, finding)).toMatchObject({
      status: 409,
      body: { code: 'fault.claimed' },
    });
    await desk.say('supervisor', `${path}/review-release`, {});
    await desk.say('supervisor', `${path}/determination`, finding);
  });

  it('of repeat trouble has a charged finding that a later one contradicts, until a reviewer has looked at it', async () => {
    const [charged, later] = [await desk.night('initech'), await desk.night('initech')];
    const queue = '/queues/repeat-trouble?client=initech';
    await desk.say('engineer', `/tickets/${charged}/cycles/1/evidence`, { text: 'Mains loss on their meter' });
    await desk.determine(charged, 'client');
    await desk.until('billing', `/tickets/${charged}/billing`, ({ postedCents }) => postedCents === 18_750);
    expect((await desk.get('fault-reviewer', queue)).body.rows).toStrictEqual([]);
    await desk.determine(later, 'provider');
    const { rows } = await desk.until('fault-reviewer', queue, ({ rows: found }) => found.length > 0);
    expect(rows).toMatchObject([
      {
        charged: { ticketId: charged, faultClass: 'client', evidence: ['Mains loss on their meter'] },
        contradictedBy: { ticketId: later, faultClass: 'provider' },
        atStakeCents: 18_750,
      },
    ]);
    const [{ contradictedBy, dismissAt }] = rows;
    const { determinationId } = contradictedBy;
    const reason = 'Another cause: that one was our card';
    await desk.say('fault-reviewer', dismissAt, { ticketId: later, determinationId, reason });
    await desk.until('fault-reviewer', queue, ({ rows: found }) => found.length === 0);
  });

  it('for billing has what a rule holds, with the rule, until somebody approves', async () => {
    const ticketId = await desk.night('globex');
    await desk.determine(ticketId, 'force_majeure');
    const held = await desk.until('billing', '/queues/holds?client=globex', shows(ticketId));
    expect(rowOf(held, ticketId)).toMatchObject({
      rule: 'fault_force_majeure',
      postedCents: 0,
      waitingCents: 18_750,
      atStakeCents: 18_750,
    });
    await desk.say('billing', `/tickets/${ticketId}/billing/approval`, { reason: 'As agreed on the phone' });
    await desk.until('billing', '/queues/billing-holds?client=globex', showsNot(ticketId));
  });

  it('has what ended before anybody had triaged it, though a P1 was asked for, until somebody corrects that', async () => {
    const opening = { client: 'acme', channel: 'portal', priority: 'P1', summary: 'No calls at all' };
    const { ticketId } = await desk.say('client-contact', '/tickets', opening);
    await desk.say('client-contact', `/tickets/${ticketId}/cancellation`, { reason: 'Never mind' });
    const { rows } = await desk.until('supervisor', '/queues/ended-untriaged?client=acme', shows(ticketId));
    expect(rows).toMatchObject([{ ticketId, status: 'cancelled', requested: 'P1' }]);
    await desk.say('agent', `/tickets/${ticketId}/priority-corrections`, { priority: 'P1', reason: 'It was one' });
    await desk.until('supervisor', '/queues/ended-untriaged?client=acme', showsNot(ticketId));
  });

  it('of bounced replies has a ticket until somebody reaches the client in another way', async () => {
    const ticketId = await desk.openTicket('umbrella');
    const { revision } = await desk.say('agent', `/tickets/${ticketId}/replies`, {
      channel: 'email',
      text: 'Dear Ms Doe',
    });
    const bounce = { reason: 'No such mailbox' };
    const { position } = await desk.say('agent', `/tickets/${ticketId}/replies/${revision}/bounce`, bounce);
    const queue = (after: string) => desk.get('agent', `/queues/bounced-replies?client=umbrella&after=${after}`);
    expect((await queue(position)).body.rows).toMatchObject([{ ticketId, status: 'new' }]);
    const again = await desk.say('agent', `/tickets/${ticketId}/replies`, { channel: 'phone', text: 'Told her' });
    expect((await queue(again.position)).body.rows).toStrictEqual([]);
  });

  it('of old policies has open tickets that the version in force does not hold for', async () => {
    const ticketId = await desk.openTicket('initech');
    const before = await desk.get('policy-admin', '/queues/old-policy?client=initech');
    expect(before.body).toMatchObject({ current: 1, rows: [] });
    const [{ document }] = (await desk.get('policy-admin', '/policies/standard-support/versions')).body;
    const billing = { ...document.billing, ratePerHourCents: 15_000 };
    const next = { ...document, version: 2, billing, effectiveFrom: '2026-01-02T00:00:00-06:00' };
    await desk.say('policy-admin', '/policies/standard-support/versions', { document: next });
    const after = await desk.until('policy-admin', '/queues/old-policy?client=initech', shows(ticketId));
    expect(after).toMatchObject({ current: 2, rows: [{ ticketId, policyVersion: 1 }] });
  });

  it('is a file where that is asked for', async () => {
    const { text } = await desk.get('agent', '/queues/triage?client=initech&format=csv');
    const [head, line] = text.split('\r\n');
    expect(head).toBe(
      'ticketId,client,status,priority,requested,tier,category,channel,summary,assignee,openedAt,minutesOpen,policyVersion',
    );
    expect(line).toContain(',initech,new,');
  });

  it('is the same answer as long as only time has passed', async () => {
    expect(await desk.sameAgain('agent', '/queues/triage')).toBe(304);
  });
});
