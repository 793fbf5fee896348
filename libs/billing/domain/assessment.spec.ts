import { policyWith } from '#policy/testing';
import {
  type Act,
  approved,
  closed,
  commanded,
  determined,
  eventSummary,
  night,
  nightUnder,
  opened,
  reopened,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const stands = (...acts: readonly Act[]) => eventSummary(night(...outage, ...acts));

describe('An after-hours event whose work is closed', () => {
  it('is pending until the cause is determined', () => expect(stands()).toBe('pending, 90 min'));
  it('is pending while the cause is undetermined, and never charged', () =>
    expect(stands(determined('09:00', 'undetermined'))).toBe('pending, 90 min'));
  it.each(['client', 'third_party_client_side'] as const)('is charged for a fault of class %s', (faultClass) =>
    expect(stands(determined('09:00', faultClass))).toBe('charged, 90 min: charge 18750'),
  );
  it.each(['provider', 'third_party_provider_side'] as const)('costs nothing for a fault of class %s', (faultClass) =>
    expect(stands(determined('09:00', faultClass))).toBe(`not_applicable fault_${faultClass}, 90 min`),
  );
  it('waits for an approval of force majeure', () => {
    expect(stands(determined('09:00', 'force_majeure'))).toBe('held, 90 min');
    expect(stands(determined('09:00', 'force_majeure'), approved('10:00'))).toBe('charged, 90 min: charge 18750');
  });
  it('waits for an approval of a shared fault, and costs the share', () => {
    expect(stands(determined('09:00', 'shared', { share: 40 }))).toBe('held, 90 min');
    expect(stands(determined('09:00', 'shared', { share: 40 }), approved('10:00'))).toBe(
      'charged, 90 min: charge 7500',
    );
  });
  it('is judged by the classes of its contract', () => {
    const generous = policyWith({
      fault: {
        chargeable: ['client'],
        needsApproval: ['third_party_client_side'],
        notChargeable: ['provider', 'third_party_provider_side', 'undetermined', 'force_majeure', 'shared'],
      },
    });
    expect(eventSummary(nightUnder(generous, ...outage, determined('09:00', 'third_party_client_side')))).toBe(
      'held, 90 min',
    );
    expect(eventSummary(nightUnder(generous, ...outage, determined('09:00', 'force_majeure')))).toBe(
      'not_applicable fault_force_majeure, 90 min',
    );
  });
});

describe('The first reason counts:', () => {
  const fault = determined('09:00', 'client');
  const decline = commanded('08:00', { type: 'DeclineTerms' });
  const refused = [
    opened('02:03'),
    validated('02:05'),
    commanded('02:06', { type: 'DeclineTerms' }),
    worked('W1', '02:10', '03:40'),
    closed('03:40'),
  ];
  it.each<[string, readonly Act[]]>([
    ['waived, 90 min', [...outage, decline, waived('10:00'), fault]],
    ['waived', [...refused, fault, waived('10:00')]],
    [
      'not_applicable no_client_contact',
      [opened('02:03', { contact: false }), validated('02:05', 'P3'), closed('03:00'), decline, fault],
    ],
    [
      'not_applicable contact_in_hours',
      [opened('2026-03-16 09:00'), validated('2026-03-16 09:05', 'P3'), closed('2026-03-16 10:00')],
    ],
    ['not_applicable not_p1', [opened('02:03'), validated('02:05', 'P3'), closed('03:00'), decline, fault]],
    ['not_applicable terms_declined', [...refused, fault]],
    ['not_applicable terms_declined', [...refused, determined('09:00', 'provider')]],
    ['not_applicable no_off_hours_work', [opened('02:03'), validated('02:05'), closed('03:00'), decline, fault]],
    [
      'not_applicable no_off_hours_work',
      [opened('02:03'), validated('02:05'), closed('03:00'), determined('09:00', 'provider')],
    ],
    ['not_applicable fault_provider, 90 min', [...outage, determined('09:00', 'provider')]],
  ])('%s', (expected, acts) => expect(eventSummary(night(...acts))).toBe(expected));
});

describe('While the work is open', () => {
  const open = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40')];
  it('nothing is posted, however clear the cause', () =>
    expect(eventSummary(night(...open, determined('03:00', 'client')))).toBe('pending'));
  it('it is said already what holds whatever the priority', () => {
    expect(eventSummary(night(opened('02:03', { contact: false })))).toBe('not_applicable no_client_contact');
    expect(eventSummary(night(opened('2026-03-16 09:00')))).toBe('not_applicable contact_in_hours');
    expect(eventSummary(night(...open, commanded('02:06', { type: 'DeclineTerms' })))).toBe('pending');
    expect(eventSummary(night(opened('02:03'), validated('02:05', 'P3')))).toBe('pending');
  });
  it('a waiver is a waiver', () => expect(eventSummary(night(...open, waived('03:00')))).toBe('waived'));
  it('what was posted in an earlier cycle stays, and is pending', () =>
    expect(stands(determined('04:00', 'client'), reopened('05:00', 2, 1))).toBe('pending: charge 18750'));
});

describe('After a reopening of the same event', () => {
  const again = [
    determined('04:00', 'client'),
    reopened('05:00', 2, 1),
    worked('W2', '05:00', '05:30'),
    closed('05:30'),
  ];
  it('the cause is determined again before anything moves', () =>
    expect(stands(...again)).toBe('pending, 120 min: charge 18750'));
  it('and then the difference is posted', () =>
    expect(stands(...again, determined('06:00', 'client', { cycle: 2 }))).toBe(
      'charged, 120 min: charge 18750, supplementary 6250',
    ));
  it('the latest determination counts, of whichever of its cycles', () =>
    expect(
      stands(...again, determined('06:00', 'client', { cycle: 2 }), determined('07:00', 'provider', { cycle: 1 })),
    ).toBe('credited fault_provider, 120 min: charge 18750, supplementary 6250, credit -25000'));
});

describe('A second event', () => {
  const second = [
    determined('09:00', 'client'),
    reopened('20:00', 2, 2),
    worked('W2', '20:00', '20:30'),
    closed('21:00'),
  ];
  it('is judged for itself', () => {
    const both = night(...outage, ...second, determined('22:00', 'provider', { cycle: 2 }));
    expect(eventSummary(both)).toBe('charged, 90 min: charge 18750');
    expect(eventSummary(both, 2)).toBe('not_applicable fault_provider, 60 min');
  });
  it('leaves the first one open to what is learnt later', () => {
    const both = night(...outage, ...second, determined('22:00', 'provider', { cycle: 1 }));
    expect(eventSummary(both)).toBe('credited fault_provider, 90 min: charge 18750, credit -18750');
    expect(eventSummary(both, 2)).toBe('pending, 60 min');
  });
});
