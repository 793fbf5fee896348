// The clause of the support policy that charges after-hours help, as a client is shown it: its words with the figures of
// the ticket's own policy version. Source: domain of the support policy, clause 3.

import type { Terms } from './terms';
import { dollars, plural } from './words';

export const clauseText = ({ ratePerHourCents, incidentFeeCents, minimumMinutes }: Terms): string => {
  const fee = incidentFeeCents > 0 ? ` and an incident fee of ${dollars(incidentFeeCents)}` : '';
  return [
    'When a client contacts the provider outside standard hours to help remedy a P1 outage, the event is reviewed to determine the cause.',
    `If the provider is determined not to be at fault, the client pays for the provider's time spent on the after-hours, non-planned emergency support at ${dollars(ratePerHourCents)} per hour with a minimum of ${plural(minimumMinutes, 'minute')}${fee}.`,
    "If the outage is the provider's fault, the client owes no incident fee and no hourly fee.",
  ].join(' ');
};
