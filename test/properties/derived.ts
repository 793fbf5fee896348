import type { BillingEvent } from '#billing';
import { ms } from '#kernel';
import type { Policy } from '#policy';
import { closedTime } from './counted';

type Assessed = Extract<BillingEvent, { type: 'ChargeAssessed' | 'ChargeNotApplicable' | 'BillingHeld' }>;

/** Half a cent up, in whole cents. */
const halfUp = (numerator: number, denominator: number) =>
  Math.floor((2 * numerator + denominator) / (2 * denominator));

/** What of an assessment does not follow from what it names, by the words of the support policy. */
export const notDerived = (policy: Policy, said: Assessed): readonly string[] => {
  const wrong: string[] = [];
  const { billing } = policy.document;
  const { sessions = [], minutes, workedSeconds, wantedCents, terms, determination, contactAt } = said;
  if (terms.ratePerHourCents !== billing.ratePerHourCents || terms.policyVersion !== policy.version)
    wrong.push('its terms are not those of the pinned policy');

  for (const { counted, seconds } of sessions) {
    const sum = counted.reduce((total, { from, to }) => total + ms(to) - ms(from), 0) / 1000;
    if (Math.abs(sum - seconds) > 1e-6) wrong.push(`a session of ${sum} s is said to have ${seconds}`);
    for (const { from, to } of counted) {
      if (contactAt === undefined || from < contactAt) wrong.push(`work at ${from} counts before the contact`);
      if (billing.billableWindow === 'off-hours-only' && policy.standardHours.between(ms(from), ms(to)) > 0)
        wrong.push(`work at ${from} counts in standard hours`);
      if (
        billing.billableWindow === 'off-hours-only' &&
        closedTime(policy, policy.standardHours, { from: ms(from), to: ms(to) }) === undefined
      )
        wrong.push(`work at ${from} counts on a plain working day between 8 and 5`);
    }
  }
  if (minutes !== undefined) {
    const round = (seconds: number) =>
      Math.max(
        Math.ceil(seconds / 60 / billing.incrementMinutes - 1e-9) * billing.incrementMinutes,
        billing.minimumMinutes,
      );
    const total = sessions.reduce((sum, { seconds }) => sum + seconds, 0);
    if (Math.abs(total - (workedSeconds ?? 0)) > 1e-6) wrong.push(`its sessions have ${total} s, not ${workedSeconds}`);
    const billed =
      billing.minimumScope === 'session'
        ? sessions.reduce((sum, { seconds }) => sum + round(seconds), 0)
        : round(total);
    if (billed !== minutes) wrong.push(`${minutes} minutes are billed instead of ${billed}`);
  }
  if (said.type === 'ChargeNotApplicable' && wantedCents !== 0)
    wrong.push(`it wants ${wantedCents} though it is not applicable`);
  if (said.type === 'ChargeAssessed' && said.outcome === 'charged') {
    const whole = halfUp(billing.ratePerHourCents * (minutes ?? 0), 60) + billing.incidentFeeCents;
    const cents = determination?.sharePercent === undefined ? whole : halfUp(whole * determination.sharePercent, 100);
    if (wantedCents !== cents) wrong.push(`it wants ${wantedCents} instead of ${cents}`);
    if ((determination?.faultClass === 'shared') !== (determination?.sharePercent !== undefined))
      wrong.push('its share is odd');
  }
  return wrong;
};
