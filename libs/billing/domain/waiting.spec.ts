import { standardPolicy as policy, policyWith } from '#policy/testing';
import {
  type Act,
  approved,
  at,
  changed,
  closed,
  corrected,
  determined,
  eventSummary,
  night,
  nightUnder,
  opened,
  reinstated,
  reopened,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';
import { isWaitingForApproval } from './approval';
import { nextWaiver } from './timers';
import { unsettled } from './unsettled';

// What waits in a ledger, for an approval, for a settlement, or for the clock.

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const charged = [...outage, determined('09:00', 'client')];
const twice = [...outage, reopened('20:00', 2, 2), worked('W2', '20:10', '20:40'), closed('21:00')];

describe('An approval', () => {
  const late = (workId: string, from: string, to: string) => worked(workId, from, to, { logged: '2026-05-01 09:00' });
  it('of one event releases nothing of another', () => {
    const heldTwo = [
      ...twice,
      determined('22:00', 'client', { cycle: 1 }),
      determined('22:10', 'force_majeure', { cycle: 2 }),
    ];
    const firstOnly = [...heldTwo, late('W9', '02:03', '02:10'), approved('2026-05-02 09:00', 1)];
    expect(eventSummary(night(...firstOnly), 2)).toBe('held, 60 min');
    expect(eventSummary(night(...firstOnly), 1)).toBe('charged, 97 min: charge 18750, supplementary 1458');
  });
  it('is not asked for a correction that came before the work closed', () =>
    expect(
      eventSummary(
        night(...outage.slice(0, 2), corrected('02:30', 'P1'), ...outage.slice(2), determined('09:00', 'client')),
      ),
    ).toBe('charged, 90 min: charge 18750'));
  it('is not asked for an amount of which nothing more is wanted', () => {
    const { state } = nightUnder(policyWith({ billing: { chargeApprovalOverCents: null } }), ...charged);
    const stricter = policyWith({ billing: { chargeApprovalOverCents: 0 } });
    expect(isWaitingForApproval(state, 1, stricter)).toBe(false);
    expect(isWaitingForApproval(night(...outage).state, 1, stricter)).toBe(false);
  });
});

describe('Money is not settled', () => {
  const { state } = night(...charged);
  it('while a merge is on its way, here or to another ticket', () => {
    const sentence = 'A merge is on its way through its ledger. Try again in a moment.';
    expect(unsettled({ ...state, expecting: ['T0'] }, policy)?.why).toBe(sentence);
    expect(unsettled({ ...state, handOnTo: 'T2' }, policy)?.why).toBe(sentence);
    expect(unsettled(state, policy)).toBeUndefined();
  });
  it('says nothing of an event whose work is open', () =>
    expect(unsettled(night(...charged, reopened('20:00', 2, 2)).state, policy)).toBeUndefined());
  it('is, once it was waived, though work came late', () => {
    const late = worked('W9', '02:03', '02:10', { logged: '2026-05-01 09:00' });
    expect(unsettled(night(...charged, waived('10:00'), late).state, policy)).toBeUndefined();
    expect(
      unsettled(night(...charged, waived('10:00'), late, reinstated('2026-05-02 09:00')).state, policy)?.why,
    ).toMatch('waits for an approval');
  });
});

describe('The next automatic waiver', () => {
  const atOf = (...acts: readonly Act[]) => {
    const next = nextWaiver(night(...acts).state, policy);
    return next && [next.event, new Date(next.at).toISOString()];
  };
  it('is that of the event that was closed first, of two that are pending', () => {
    expect(atOf(...twice)).toStrictEqual([1, at('2026-04-13 03:40')]);
    expect(atOf(...twice, determined('22:00', 'client', { cycle: 1 }))).toStrictEqual([2, at('2026-04-13 21:00')]);
  });
  it('is that of the first where both are closed at once', () => {
    const atOnce = [...outage.slice(0, 3), closed('03:40'), reopened('20:00', 2, 2)];
    expect(atOf(...atOnce)).toStrictEqual([1, at('2026-04-13 03:40')]);
  });
  it('is none once its instant is past, to the millisecond', () => {
    expect(atOf(...outage, changedAt('2026-04-13 03:39:59.999'))).toStrictEqual([1, at('2026-04-13 03:40')]);
    expect(atOf(...outage, changedAt('2026-04-13 03:40'))).toBeUndefined();
  });
});
const changedAt = (time: string) => changed(time, 'P1');
