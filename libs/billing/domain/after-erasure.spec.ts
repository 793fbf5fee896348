import { DomainError } from '#kernel';
import {
  type Act,
  closed,
  commanded,
  determined,
  erased,
  eventSummary,
  night,
  opened,
  reinstated,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';

// What may still be decided about money once what people wrote is gone: what gives it back, and nothing that charges.

const charged = [
  opened('02:03'),
  validated('02:05'),
  worked('W1', '02:10', '03:40'),
  closed('03:40'),
  determined('09:00', 'client'),
];
const refusalOf = (...acts: readonly Act[]): string => {
  try {
    night(...acts);
    return 'none';
  } catch (refusal) {
    if (refusal instanceof DomainError) return refusal.code;
    throw refusal;
  }
};

describe('After an erasure', () => {
  it('what was charged stands, and is given back by a waiver', () => {
    expect(eventSummary(night(...charged, erased('10:00')))).toBe('charged, 90 min: charge 18750');
    expect(eventSummary(night(...charged, erased('10:00'), waived('11:00')))).toBe(
      'waived, 90 min: charge 18750, credit -18750',
    );
  });

  it('nothing is charged again: no waiver is taken back, nothing is approved, no terms are shown or answered', () => {
    expect(refusalOf(...charged, waived('10:00'), erased('11:00'), reinstated('12:00'))).toBe('ticket.erased');
    for (const command of [
      { type: 'ApproveBilling' },
      { type: 'AcceptTerms' },
      { type: 'DeclineTerms' },
      { type: 'DiscloseTerms', channel: 'phone' },
      { type: 'ProposeDecision', proposalId: 'p1', decision: { type: 'ReinstateBilling' } },
    ] as const)
      expect(refusalOf(...charged, waived('10:00'), erased('11:00'), commanded('12:00', command))).toBe(
        'ticket.erased',
      );
  });
});
