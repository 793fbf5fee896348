// The terms of after-hours help, as they are shown to a client before the work: the figures of the ticket's own policy
// version, and the words that are read out. The same figures stand in the meter and behind every charge.

import type { Policy } from '#policy';
import { amountOf } from './amount';
import { dollars, plural } from './words';

/** Money in cents, times in minutes. Stored with each assessment and each disclosure. */
export type Terms = {
  policyId: string;
  policyVersion: number;
  clause: string;
  ratePerHourCents: number;
  incidentFeeCents: number;
  incrementMinutes: number;
  minimumMinutes: number;
};

/** The clause of the support policy that charges after-hours help. */
const CLAUSE = '3';

export const termsOf = ({ id, version, document }: Policy): Terms => {
  const { ratePerHourCents, incidentFeeCents, incrementMinutes, minimumMinutes } = document.billing;
  return {
    policyId: id,
    policyVersion: version,
    clause: CLAUSE,
    ratePerHourCents,
    incidentFeeCents,
    incrementMinutes,
    minimumMinutes,
  };
};

/** What the first minute of off-hours work comes to, once the client is found at fault: minimum and fee included. */
export const firstMinuteCentsOf = (policy: Policy): number => {
  const { incrementMinutes, minimumMinutes } = policy.document.billing;
  return amountOf(Math.max(incrementMinutes, minimumMinutes), policy);
};

/** What is read out, in dollars and minutes. */
export const termsInWords = (policy: Policy): string => {
  const { ratePerHourCents, incidentFeeCents, incrementMinutes, minimumMinutes, clause, policyVersion } =
    termsOf(policy);
  const fee = incidentFeeCents > 0 ? ` and a fee of ${dollars(incidentFeeCents)} for the event` : '';
  return [
    `Help with a P1 outage outside standard hours costs ${dollars(ratePerHourCents)} an hour${fee}, if the review finds that the cause was not the provider's.`,
    `Time is rounded up to ${plural(incrementMinutes, 'minute')}, and at least ${plural(minimumMinutes, 'minute')} are charged: the first minute costs ${dollars(firstMinuteCentsOf(policy))}.`,
    "If it was the provider's fault, or nobody determines the cause, nothing is charged.",
    `Clause ${clause} of policy ${policy.id}, version ${policyVersion}. Whoever declines is charged for no work after that.`,
  ].join(' ');
};
