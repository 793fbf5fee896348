import { type Recorded, stampOf } from '#kernel';
import {
  type Act,
  closed,
  commanded,
  determined,
  night,
  opened,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';
import type { BillingEvent } from './ledger-events';
import { causesOf } from './posting-cause';

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
