import { policyWith } from '#policy/testing';
import {
  type Act,
  approved,
  closed,
  determined,
  nightUnder,
  opened,
  validated,
  voided,
  worked,
} from '../testing/after-hours-incident.fixture';

const policy = policyWith({ billing: { lateEntryDays: 2 } });
const charged = [
  opened('02:03'),
  validated('02:05'),
  worked('W1', '02:10', '03:40'),
  closed('06:00'),
  determined('09:00', 'client'),
];
const LATE = '2026-03-20 09:00';
const late = worked('W2', '04:00', '05:00', { logged: LATE });
const heldOf = (...acts: readonly Act[]) =>
  nightUnder(policy, ...charged, ...acts).events.filter(({ type }) => type.startsWith('LateWork'));

describe('Late work', () => {
  it('is recorded as waiting, with what it would add', () =>
    expect(heldOf(late)).toMatchObject([{ type: 'LateWorkHeld', event: 1, cents: 12_500 }]));
  it('is recorded once, and again where it would add something else', () => {
    const more = worked('W3', '05:00', '05:30', { logged: '2026-03-20 10:00' });
    const later = validated('2026-03-20 11:00');
    expect(heldOf(late, later)).toHaveLength(1);
    expect(heldOf(late, more)).toMatchObject([{ cents: 12_500 }, { cents: 18_750 }]);
  });
  it('waits no more once somebody has approved it, or it is void', () => {
    expect(heldOf(late, approved('2026-03-20 10:00'))).toMatchObject([{}, { type: 'LateWorkReleased', event: 1 }]);
    expect(heldOf(late, voided('2026-03-20 10:00', 'W2'))).toMatchObject([{}, { type: 'LateWorkReleased' }]);
  });
  it('is none where it was logged in time', () =>
    expect(heldOf(worked('W2', '04:00', '05:00', { logged: '2026-03-15 09:00' }))).toStrictEqual([]));
  it('is not recorded under a policy version of before: what is stored of it comes out the same', () => {
    const old = { ...policy, rules: { ...policy.rules, lateWorkIsRecorded: false } };
    const { events } = nightUnder(old, ...charged, late);
    expect(events.filter(({ type }) => type.startsWith('LateWork'))).toStrictEqual([]);
  });
});
