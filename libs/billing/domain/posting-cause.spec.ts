import { type Recorded, stampOf } from '#kernel';
import {
  type Act,
  closed,
  commanded,
  determined,
  disputed,
  night,
  opened,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';
import type { BillingEvent } from './ledger-events';
import { actOf, causesOf, ruleOf } from './posting-cause';

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const stamped = <E extends { type: string }>(
  event: E,
  revision: number,
  id: string,
  commandId = `c${revision}`,
): Recorded<E> => ({
  event,
  stamp: stampOf({ commandId, actor: { id, role: 'agent' }, at: '2026-03-14T14:00:00.000Z' }, revision, 0),
});
const causes = (ticket: readonly Recorded[], ...acts: readonly Act[]) => [
  ...causesOf(
    ticket,
    night(...outage, ...acts).events.map((event, index) => stamped<BillingEvent>(event, index, 'clara')),
  ).values(),
];

describe('A posting says why it was made', () => {
  it('by a waiver: who gave it up, who approved, and the reason', () => {
    const waiver = commanded('10:00', { type: 'WaiveBilling', approver: 'boss', reason: 'goodwill' });
    expect(causes([], determined('09:00', 'client'), waiver).at(-1)).toMatchObject({
      rule: 'waived',
      act: 'BillingWaived',
      by: 'clara',
      approver: 'boss',
      reason: 'goodwill',
    });
  });
  it('by a waiver of the clock: that nobody determined the cause in time', () => {
    const again = [determined('09:00', 'client'), waived('10:00')];
    expect(causes([], ...again).map(({ rule }) => rule)).toStrictEqual(['waived']);
  });
  it('by a determination: its people, whoever wrote it down', () => {
    const determination = { id: 'd2', faultClass: 'provider', reason: 'Our breaker', by: 'otto', approver: 'sue' };
    const ticket = [stamped({ type: 'FaultDeterminationSuperseded', cycle: 1, was: 'd1', determination }, 5, 'sue')];
    const found = causes(ticket, determined('09:00', 'client'), determined('10:00', 'provider'));
    expect(found.at(-1)).toMatchObject({
      rule: 'fault_provider',
      act: 'FaultDeterminationSuperseded',
      by: 'otto',
      approver: 'sue',
      reason: 'Our breaker',
    });
  });
  it('by a change that was approved: who proposed it and who approved, from the same append', () => {
    const approved = { type: 'ActApproved', proposalId: 'p1', by: 'bill', approver: 'sue', at: '' };
    const ticket = [
      stamped(approved, 4, 'sue', 'one'),
      stamped({ type: 'WorkVoided', workId: 'W1', reason: 'planned' }, 5, 'sue', 'one'),
    ];
    const found = causes(ticket, determined('09:00', 'client'), determined('10:00', 'provider'));
    expect(found.at(-1)).toMatchObject({ act: 'WorkVoided', by: 'bill', approver: 'sue', reason: 'planned' });
  });
});

describe('The rule of an assessment is one word', () => {
  const rules = (...acts: readonly Act[]) =>
    night(...outage, ...acts).events.flatMap((event) =>
      'assessmentId' in event && 'terms' in event ? [ruleOf(event)] : [],
    );
  it('is what came of it', () => {
    expect(rules()).toStrictEqual(['undetermined']);
    expect(rules(determined('09:00', 'client')).at(-1)).toBe('charged');
    expect(rules(determined('09:00', 'client'), waived('10:00')).at(-1)).toBe('waived');
  });
  it('is the fault where that is why nothing is owed, or why it waits', () => {
    expect(rules(determined('09:00', 'provider')).at(-1)).toBe('fault_provider');
    expect(rules(determined('09:00', 'force_majeure')).at(-1)).toBe('fault_force_majeure');
    expect(rules(disputed('08:00'), determined('09:00', 'client')).at(-1)).toBe('disputed');
  });
});

describe('Whose act a posting answers', () => {
  const ASSESSED = { type: 'ChargeAssessed', assessmentId: 'a1', event: 1, at: '', outcome: 'charged' };
  const POSTED = { type: 'ChargePosted', assessmentId: 'a1', postingId: 'p1', event: 1, at: '', cents: 1 };
  const causeAfter = (...before: readonly object[]) =>
    causesOf(
      [],
      [...before, POSTED].map((event, index) => stamped(event as BillingEvent, index, 'clara')),
    ).get('p1');

  it.each(['TermsAccepted', 'TermsDeclined', 'BillingApproved', 'BillingWaived', 'BillingReinstated'])(
    'may be a decision on the ledger: %s',
    (type) =>
      expect(causeAfter({ type, event: 1, at: '2026-03-14T15:00:00.000Z' }, ASSESSED)).toStrictEqual({
        rule: 'charged',
        act: type,
        by: 'clara',
        at: '2026-03-14T15:00:00.000Z',
      }),
  );
  it('is none that only keeps the book', () =>
    expect(
      causeAfter({ type: 'BillingApproved', event: 1, at: '' }, ASSESSED, {
        type: 'LedgerReleased',
        reservationId: 'r',
      }),
    ).toMatchObject({ act: 'BillingApproved' }));
  it('is not made up where nobody did anything, or nothing was assessed', () => {
    expect(causeAfter(ASSESSED)).toBeUndefined();
    expect(causeAfter({ type: 'BillingApproved', event: 1, at: '' })).toBeUndefined();
  });
  it('is that of the clock where time was up, and says so', () =>
    expect(causeAfter({ type: 'BillingWaived', event: 1, at: '', how: 'time_elapsed' }, ASSESSED)).toMatchObject({
      by: 'billing-process',
      reason: 'nobody determined the cause in time',
    }));
  it('is that of a person where a person gave it up, whoever wrote it down', () => {
    const waiver = { type: 'BillingWaived', event: 1, at: '', how: 'person', by: 'bill' };
    const { act: _, ...people } = actOf(stamped(waiver, 3, 'sue'));
    expect(people).toStrictEqual({ by: 'bill', at: '' });
  });
  it('is dated when it was recorded, where it bears no date of its own', () =>
    expect(actOf(stamped({ type: 'WorkVoided' }, 3, 'sue'))).toStrictEqual({
      act: 'WorkVoided',
      by: 'sue',
      at: '2026-03-14T14:00:00.000Z',
    }));
});
