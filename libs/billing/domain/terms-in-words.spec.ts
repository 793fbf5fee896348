import { policyWith, standardPolicy } from '#policy/testing';
import { firstMinuteCentsOf, termsInWords } from './terms';

// What a client is told before the work: the figures of their own policy version.

describe('The terms', () => {
  it('name the rate, the least that is charged, what the first minute costs, and the clause', () =>
    expect(termsInWords(standardPolicy)).toBe(
      "Help with a P1 outage outside standard hours costs $125.00 an hour, if the review finds that the cause was not the provider's. " +
        'Time is rounded up to 1 minute, and at least 60 minutes are charged: the first minute costs $125.00. ' +
        "If it was the provider's fault, or nobody determines the cause, nothing is charged. " +
        'Clause 3 of policy standard-support, version 1. Whoever declines is charged for no work after that.',
    ));

  it('name a fee where there is one, and count it into the first minute', () => {
    const billing = { incidentFeeCents: 5000, minimumMinutes: 15, incrementMinutes: 30, ratePerHourCents: 10_000 };
    const policy = policyWith({ billing });
    expect(firstMinuteCentsOf(policy)).toBe(10_000);
    expect(termsInWords(policy)).toContain('$100.00 an hour and a fee of $50.00 for the event');
  });
});
