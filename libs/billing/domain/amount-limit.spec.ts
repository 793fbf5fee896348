import { decide } from '#kernel';
import { by } from '#kernel/given';
import { policyOfAlgorithm1, policyWith } from '#policy/testing';
import {
  type Act,
  approved,
  closed,
  corrected,
  determined,
  disputed,
  eventSummary,
  night,
  nightUnder,
  opened,
  reinstated,
  reopened,
  settled,
  validated,
  voided,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';
import { ledger } from './ledger';
import { unsettled } from './unsettled';

// What takes an event above `billing.chargeApprovalOverCents` ($2,000.00) waits for an approval.

/** `hours` of work at $125 an hour, closed at 19:00 on the Saturday. */
const outage = (hours: number, ...more: readonly Act[]) => [
  opened('2026-03-13 20:00'),
  validated('2026-03-13 20:00'),
  worked('W1', '2026-03-13 20:00', hour(hours)),
  closed(hour(23)),
  ...more,
];
const hour = (after: number) => {
  const at = new Date(Date.UTC(2026, 2, 13, 20) + after * 3_600_000).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
};
const LATER = '2026-03-16 10:00';
const client = determined('2026-03-16 09:00', 'client');
const stands = (...acts: readonly Act[]) => eventSummary(night(...acts));
const added = (workId: string, hours: number, logged = LATER) =>
  worked(workId, hour(20), hour(20 + hours), { logged, engineer: 'ivo' });
const isLegalNow = ({ state, policy }: ReturnType<typeof night>): boolean => {
  try {
    decide(ledger, { type: 'ApproveBilling' }, state, {
      ...by('clara', '2026-03-20T12:00:00.000Z'),
      policy,
      ticketId: 'T1',
    });
    return true;
  } catch {
    return false;
  }
};

describe('A charge above the limit', () => {
  it('waits, and is charged once approved', () => {
    expect(stands(...outage(17, client))).toBe('held amount, 1020 min');
    expect(stands(...outage(17, client, approved(LATER)))).toBe('charged, 1020 min: charge 212500');
  });
  it('does not wait where it comes just to the limit', () =>
    expect(stands(...outage(16, client))).toBe('charged, 960 min: charge 200000'));
  it('does not wait where the policy knows no limit', () => {
    const none = policyWith({ billing: { chargeApprovalOverCents: null } });
    expect(eventSummary(nightUnder(none, ...outage(17, client)))).toBe('charged, 1020 min: charge 212500');
    expect(eventSummary(nightUnder(policyOfAlgorithm1(), ...outage(17, client)))).toBe(
      'charged, 1020 min: charge 212500',
    );
  });
  it('of nothing at all waits where the limit is nothing, for one cent more', () => {
    const zero = policyWith({ billing: { chargeApprovalOverCents: 0 } });
    expect(eventSummary(nightUnder(zero, ...outage(1, client)))).toBe('held amount, 60 min');
    expect(eventSummary(nightUnder(zero, ...outage(1, determined(LATER, 'provider'))))).toBe(
      'not_applicable fault_provider, 60 min',
    );
  });
  it('waits for the rest where something is posted, and stays charged', () => {
    const more = [...outage(16, client), added('W2', 2)];
    expect(stands(...more)).toBe('charged, 1080 min: charge 200000');
    expect(stands(...more, approved('2026-03-17 10:00'))).toBe('charged, 1080 min: charge 200000, supplementary 25000');
  });
});

describe('An approval', () => {
  it('covers what was wanted when it was given, and no more', () => {
    const approvedOnce = [...outage(17, client, approved(LATER)), added('W2', 1, '2026-03-17 10:00')];
    expect(stands(...approvedOnce)).toBe('charged, 1080 min: charge 212500');
    expect(stands(...approvedOnce, approved('2026-03-18 10:00'))).toBe(
      'charged, 1080 min: charge 212500, supplementary 12500',
    );
  });
  it('covers as much again, after it was less', () => {
    const rebilled = [determined('2026-03-17 09:00', 'provider'), determined('2026-03-18 09:00', 'client')];
    expect(stands(...outage(17, client, approved(LATER), ...rebilled))).toBe(
      'charged, 1020 min: charge 212500, credit -212500, rebill 212500',
    );
  });
  it('of another event covers nothing of this one', () => {
    const second = [
      reopened('2026-03-15 20:00', 2, 2),
      worked('W2', '2026-03-15 20:00', '2026-03-16 08:00'),
      worked('W3', '2026-03-16 17:00', '2026-03-16 23:00'),
      closed('2026-03-17 01:00'),
      determined('2026-03-17 09:00', 'client', { cycle: 2 }),
    ];
    const first = outage(17, determined('2026-03-14 20:00', 'client'), approved('2026-03-14 21:00'));
    expect(eventSummary(night(...first, ...second), 2)).toBe('held amount, 1080 min');
    expect(eventSummary(night(...first, ...second, approved('2026-03-17 10:00')), 2)).toBe(
      'charged, 1080 min: charge 225000',
    );
  });
  it('that a fault class needs covers its amount as well: it releases all that waits', () => {
    expect(stands(...outage(17, determined(LATER, 'force_majeure')))).toBe('held, 1020 min');
    expect(stands(...outage(17, determined(LATER, 'force_majeure'), approved('2026-03-17 10:00')))).toBe(
      'charged, 1020 min: charge 212500',
    );
  });
  it('of late work covers what that comes to', () => {
    const late = [...outage(16, client), added('W2', 1, '2026-05-01 10:00')];
    expect(stands(...late)).toBe('charged, 960 min: charge 200000');
    expect(stands(...late, approved('2026-05-02 10:00'))).toBe('charged, 1020 min: charge 200000, supplementary 12500');
  });
  it('given before there was a determination covers what was posted then: nothing', () => {
    const early = [...outage(17), corrected('2026-03-15 09:00', 'P1'), approved('2026-03-15 10:00'), client];
    expect(stands(...early)).toBe('held amount, 1020 min');
  });
  it('given while it is waived covers nothing', () => {
    const late = added('W2', 1, '2026-05-01 10:00');
    const acts = [
      ...outage(17, client, waived(LATER)),
      late,
      approved('2026-05-02 10:00'),
      reinstated('2026-05-03 10:00'),
    ];
    expect(stands(...acts)).toBe('held amount, 1080 min');
  });
  it('records how much it covers, where the policy limits amounts', () => {
    const recordedBy = ({ events }: ReturnType<typeof night>) =>
      events.flatMap((event) => (event.type === 'BillingApproved' ? [event.wantedCents] : []));
    expect(recordedBy(night(...outage(17, client, approved(LATER))))).toStrictEqual([212_500]);
    const none = policyWith({ billing: { chargeApprovalOverCents: null } });
    const forceMajeure = outage(1, determined('2026-03-16 09:00', 'force_majeure'), approved(LATER));
    expect(recordedBy(nightUnder(none, ...forceMajeure))).toStrictEqual([undefined]);
  });
  it('is legal while an amount waits, and not where nothing does', () => {
    expect(isLegalNow(night(...outage(17, client)))).toBe(true);
    expect(isLegalNow(night(...outage(16, client), added('W2', 2)))).toBe(true);
    expect(isLegalNow(night(...outage(16, client)))).toBe(false);
    expect(isLegalNow(night(...outage(17, client, approved(LATER))))).toBe(false);
    expect(isLegalNow(night(...outage(17)))).toBe(false);
    expect(isLegalNow(night(...outage(16, client), disputed(LATER), added('W2', 2, '2026-03-16 11:00')))).toBe(true);
  });
});

describe('The first thing that a charge waits for is named:', () => {
  it('a dispute before a correction before an amount', () => {
    const amount = outage(17, client);
    const correction = [...amount, corrected('2026-03-16 10:00', 'P1')];
    const all = [...correction, disputed('2026-03-16 11:00')];
    expect(stands(...amount)).toBe('held amount, 1020 min');
    expect(stands(...correction)).toBe('held correction, 1020 min');
    expect(stands(...all)).toBe('held disputed, 1020 min');
    expect(stands(...all, settled('2026-03-16 12:00'))).toBe('held correction, 1020 min');
    expect(stands(...all, settled('2026-03-16 12:00'), approved('2026-03-16 13:00'))).toBe(
      'charged, 1020 min: charge 212500',
    );
  });
  it('a dispute that is settled after the approval leaves nothing to wait for', () =>
    expect(
      stands(...outage(17, client, disputed(LATER), approved('2026-03-17 10:00'), settled('2026-03-18 10:00'))),
    ).toBe('charged, 1020 min: charge 212500'));
});

describe('Money that waits for its amount', () => {
  const { state, policy } = night(...outage(17, client));
  it('is not settled', () =>
    expect(unsettled(state, policy)).toStrictEqual({
      why: 'A charge for event 1 waits for an approval. Approve or waive it first.',
      instead: { acts: ['ApproveBilling', 'WaiveBilling'] },
    }));
  it('is credited without waiting', () => {
    const posted = outage(16, client);
    expect(stands(...posted, added('W2', 2), voided('2026-03-17 10:00', 'W1'))).toBe(
      'charged, 120 min: charge 200000, credit -175000',
    );
  });
});
