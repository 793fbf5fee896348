import { policyWith } from '#policy/testing';
import {
  type Act,
  amended,
  approved,
  changed,
  closed,
  commanded,
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

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const stands = (...acts: readonly Act[]) => eventSummary(night(...outage, ...acts));

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
    expect(eventSummary(night(...late))).toBe('held correction, 90 min');
    expect(eventSummary(night(...late, approved('10:00')))).toBe('charged, 90 min: charge 18750');
  });
  it('after a correction that changes nothing too', () =>
    expect(stands(corrected('08:00', 'P1'), charged)).toBe('held correction, 90 min'));
  it('not after one that came before the work closed', () =>
    expect(
      eventSummary(
        night(opened('02:03'), corrected('02:05', 'P1'), worked('W1', '02:10', '03:40'), closed('03:40'), charged),
      ),
    ).toBe('charged, 90 min: charge 18750'));
  it('nothing is held where nothing is asked', () =>
    expect(
      eventSummary(nightUnder(policyWith({ billing: { ratePerHourCents: 0 } }), ...outage, disputed('08:00'), charged)),
    ).toBe('charged, 90 min'));
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
    expect(stands(determined('09:00', 'client'), voided('10:00', 'W1'))).toBe(
      'credited no_off_hours_work: charge 18750, credit -18750',
    ));
  it('is not taken back by a refusal of the terms that comes after the work', () =>
    expect(stands(determined('09:00', 'client'), commanded('10:00', { type: 'DeclineTerms' }))).toBe(
      'charged, 90 min: charge 18750',
    ));
  it('is waived as a whole', () =>
    expect(stands(determined('09:00', 'client'), waived('10:00'))).toBe('waived, 90 min: charge 18750, credit -18750'));
  it('is billed again once it is reinstated', () =>
    expect(stands(determined('09:00', 'client'), waived('10:00'), reinstated('11:00'))).toBe(
      'charged, 90 min: charge 18750, credit -18750, rebill 18750',
    ));
  it('is neither more nor less while both totals lie under the minimum', () =>
    expect(
      eventSummary(
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
      eventSummary(
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
