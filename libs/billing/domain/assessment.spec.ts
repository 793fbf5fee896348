import {
  type Act,
  amended,
  approved,
  changed,
  closed,
  corrected,
  determined,
  disputed,
  night,
  nightUnder,
  opened,
  reinstated,
  reopened,
  said,
  settled,
  standing,
  validated,
  waived,
  worked,
} from '../reference/night';
import { policyWith } from '../reference/standard-policy';

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const stands = (...acts: readonly Act[]) => standing(night(...outage, ...acts));

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
    expect(standing(nightUnder(generous, ...outage, determined('09:00', 'third_party_client_side')))).toBe(
      'held, 90 min',
    );
    expect(standing(nightUnder(generous, ...outage, determined('09:00', 'force_majeure')))).toBe(
      'not_applicable fault_force_majeure, 90 min',
    );
  });
});

describe('The first reason counts:', () => {
  const fault = determined('09:00', 'client');
  const decline = said('08:00', { type: 'DeclineTerms' });
  it.each<[string, readonly Act[]]>([
    ['waived', [...outage, decline, fault, waived('10:00')]],
    [
      'not_applicable no_client_contact',
      [opened('02:03', { contact: false }), validated('02:05', 'P3'), closed('03:00'), decline, fault],
    ],
    [
      'not_applicable contact_in_hours',
      [opened('2026-03-16 09:00'), validated('2026-03-16 09:05', 'P3'), closed('2026-03-16 10:00')],
    ],
    ['not_applicable not_p1', [opened('02:03'), validated('02:05', 'P3'), closed('03:00'), decline, fault]],
    ['not_applicable terms_declined', [opened('02:03'), validated('02:05'), closed('03:00'), decline, fault]],
    [
      'not_applicable no_off_hours_work',
      [opened('02:03'), validated('02:05'), closed('03:00'), determined('09:00', 'provider')],
    ],
    ['not_applicable fault_provider, 90 min', [...outage, determined('09:00', 'provider')]],
  ])('%s', (expected, acts) => expect(standing(night(...acts))).toBe(expected));
});

describe('While the work is open', () => {
  const open = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40')];
  it('nothing is posted, however clear the cause', () =>
    expect(standing(night(...open, determined('03:00', 'client')))).toBe('pending'));
  it('it is said already what holds whatever the priority', () => {
    expect(standing(night(opened('02:03', { contact: false })))).toBe('not_applicable no_client_contact');
    expect(standing(night(opened('2026-03-16 09:00')))).toBe('not_applicable contact_in_hours');
    expect(standing(night(...open, said('02:30', { type: 'DeclineTerms' })))).toBe('not_applicable terms_declined');
    expect(standing(night(opened('02:03'), validated('02:05', 'P3')))).toBe('pending');
  });
  it('a waiver is a waiver', () => expect(standing(night(...open, waived('03:00')))).toBe('waived'));
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
    expect(standing(both)).toBe('charged, 90 min: charge 18750');
    expect(standing(both, 2)).toBe('not_applicable fault_provider, 60 min');
  });
  it('leaves the first one open to what is learnt later', () => {
    const both = night(...outage, ...second, determined('22:00', 'provider', { cycle: 1 }));
    expect(standing(both)).toBe('credited fault_provider, 90 min: charge 18750, credit -18750');
    expect(standing(both, 2)).toBe('pending, 60 min');
  });
});

describe('An approval', () => {
  it('is for the determination that it follows, not for the next one', () =>
    expect(
      stands(determined('09:00', 'force_majeure'), approved('10:00'), determined('11:00', 'shared', { share: 50 })),
    ).toBe('held, 90 min: charge 18750, credit -18750'));
  it('is not asked again while more is learnt about the work', () =>
    expect(
      stands(determined('09:00', 'force_majeure'), approved('10:00'), amended('11:00', 'W1', '02:10', '04:00')),
    ).toBe('charged, 90 min: charge 18750'));
});

describe('Charges wait, credits do not:', () => {
  const charged = determined('09:00', 'client');
  it('while a dispute is open', () => {
    expect(stands(disputed('08:00'), charged)).toBe('held disputed, 90 min');
    expect(stands(disputed('08:00'), charged, settled('10:00'))).toBe('charged, 90 min: charge 18750');
  });
  it('a dispute of a charge leaves it where it is', () =>
    expect(stands(charged, disputed('10:00'))).toBe('charged, 90 min: charge 18750'));
  it('a credit is posted in a dispute, what would come on top is not', () => {
    expect(stands(charged, disputed('10:00'), amended('11:00', 'W1', '02:10', '03:20'))).toBe(
      'charged, 70 min: charge 18750, credit -4167',
    );
    expect(stands(charged, disputed('10:00'), worked('W2', '02:03', '02:10', { logged: '11:00' }))).toBe(
      'charged, 97 min: charge 18750',
    );
    expect(
      stands(charged, disputed('10:00'), worked('W2', '02:03', '02:10', { logged: '11:00' }), settled('12:00')),
    ).toBe('charged, 97 min: charge 18750, supplementary 1458');
  });
  it('after a late correction, until somebody approves', () => {
    const upwards = [
      opened('02:03', { assigned: 'P3' }),
      validated('02:05', 'P3'),
      worked('W1', '02:10', '03:40'),
      closed('03:40'),
    ];
    const late = [...upwards, corrected('08:00', 'P1'), charged];
    expect(standing(night(...late))).toBe('held correction, 90 min');
    expect(standing(night(...late, approved('10:00')))).toBe('charged, 90 min: charge 18750');
  });
  it('after a correction that changes nothing too', () =>
    expect(stands(corrected('08:00', 'P1'), charged)).toBe('held correction, 90 min'));
  it('not after one that came before the work closed', () =>
    expect(
      standing(
        night(opened('02:03'), corrected('02:05', 'P1'), worked('W1', '02:10', '03:40'), closed('03:40'), charged),
      ),
    ).toBe('charged, 90 min: charge 18750'));
  it('with the dispute named first', () =>
    expect(stands(corrected('07:00', 'P1'), disputed('08:00'), charged)).toBe('held disputed, 90 min'));
  it('a dispute of another event holds nothing up', () =>
    expect(
      stands(
        reopened('20:00', 2, 2),
        worked('W2', '20:00', '20:30'),
        closed('21:00'),
        disputed('21:30', 2),
        determined('22:00', 'client', { cycle: 1 }),
      ),
    ).toBe('charged, 90 min: charge 18750'));
  it('a correction away from P1 credits everything', () =>
    expect(stands(charged, corrected('10:00', 'P3'))).toBe('credited not_p1: charge 18750, credit -18750'));
  it('and back again waits for an approval before it is billed again', () => {
    const back = [charged, corrected('10:00', 'P3'), corrected('11:00', 'P1')];
    expect(stands(...back)).toBe('held correction, 90 min: charge 18750, credit -18750');
    expect(stands(...back, approved('12:00'))).toBe('charged, 90 min: charge 18750, credit -18750, rebill 18750');
  });
});

describe('What was once posted and is not owed any more', () => {
  it('is credited with its reason', () =>
    expect(stands(determined('09:00', 'client'), said('10:00', { type: 'DeclineTerms' }))).toBe(
      'credited terms_declined: charge 18750, credit -18750',
    ));
  it('is waived as a whole', () =>
    expect(stands(determined('09:00', 'client'), waived('10:00'))).toBe('waived, 90 min: charge 18750, credit -18750'));
  it('is billed again once it is reinstated', () =>
    expect(stands(determined('09:00', 'client'), waived('10:00'), reinstated('11:00'))).toBe(
      'charged, 90 min: charge 18750, credit -18750, rebill 18750',
    ));
  it('is neither more nor less while both totals lie under the minimum', () =>
    expect(
      standing(
        night(
          opened('02:03'),
          validated('02:05'),
          worked('W1', '02:10', '02:20'),
          closed('03:00'),
          determined('09:00', 'client'),
          amended('10:00', 'W1', '02:10', '02:40'),
        ),
      ),
    ).toBe('charged, 60 min: charge 12500'));
  it('falls with the time of P1', () =>
    expect(
      standing(
        night(
          opened('02:03'),
          validated('02:05'),
          changed('02:40', 'P2'),
          worked('W1', '02:10', '03:40'),
          closed('03:40'),
          determined('09:00', 'client'),
        ),
      ),
    ).toBe('charged, 60 min: charge 12500'));
});
