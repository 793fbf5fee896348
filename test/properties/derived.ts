import type { BillingEvent } from '#billing';
import { ms } from '#kernel';
import type { Policy } from '#policy';
import { closedTime } from './counted';

type Assessed = Extract<BillingEvent, { type: 'ChargeAssessed' | 'ChargeNotApplicable' | 'BillingHeld' }>;

/** Half a cent up, in whole cents. */
const halfUp = (numerator: number, denominator: number) =>
  Math.floor((2 * numerator + denominator) / (2 * denominator));

/** What of an assessment does not follow from what it names, by the words of the support policy. */
export const notDerived = (policy: Policy, said: Assessed): readonly string[] => [
  ...oddTerms(policy, said),
  ...(said.sessions ?? []).flatMap((session) => oddSession(policy, session, said.contactAt)),
  ...oddMinutes(policy, said),
  ...oddAmount(policy, said),
];

type Session = NonNullable<Assessed['sessions']>[number];

const unless = (holds: boolean, what: string): readonly string[] => (holds ? [] : [what]);

const oddTerms = (policy: Policy, { terms }: Assessed) =>
  unless(
    terms.ratePerHourCents === policy.document.billing.ratePerHourCents && terms.policyVersion === policy.version,
    'its terms are not those of the pinned policy',
  );

const oddSession = (policy: Policy, { counted, seconds }: Session, contactAt: string | undefined) => {
  const sum = counted.reduce((total, { from, to }) => total + ms(to) - ms(from), 0) / 1000;
  const isOffHoursOnly = policy.document.billing.billableWindow === 'off-hours-only';
  return [
    ...unless(Math.abs(sum - seconds) <= 1e-6, `a session of ${sum} s is said to have ${seconds}`),
    ...counted.flatMap(({ from, to }) => [
      ...unless(contactAt !== undefined && from >= contactAt, `work at ${from} counts before the contact`),
      ...unless(
        !isOffHoursOnly || policy.standardHours.between(ms(from), ms(to)) <= 0,
        `work at ${from} counts in standard hours`,
      ),
      ...unless(
        !isOffHoursOnly || closedTime(policy, policy.standardHours, { from: ms(from), to: ms(to) }) !== undefined,
        `work at ${from} counts on a plain working day between 8 and 5`,
      ),
    ]),
  ];
};

const oddMinutes = (policy: Policy, { sessions = [], minutes, workedSeconds }: Assessed) => {
  if (minutes === undefined) return [];
  const { incrementMinutes, minimumMinutes, minimumScope } = policy.document.billing;
  const round = (seconds: number) =>
    Math.max(Math.ceil(seconds / 60 / incrementMinutes - 1e-9) * incrementMinutes, minimumMinutes);
  const total = sessions.reduce((sum, { seconds }) => sum + seconds, 0);
  const billed =
    minimumScope === 'session' ? sessions.reduce((sum, { seconds }) => sum + round(seconds), 0) : round(total);
  return [
    ...unless(Math.abs(total - (workedSeconds ?? 0)) <= 1e-6, `its sessions have ${total} s, not ${workedSeconds}`),
    ...unless(billed === minutes, `${minutes} minutes are billed instead of ${billed}`),
  ];
};

const oddAmount = (policy: Policy, said: Assessed) => {
  const { minutes = 0, wantedCents, determination } = said;
  if (said.type === 'ChargeNotApplicable')
    return unless(wantedCents === 0, `it wants ${wantedCents} though it is not applicable`);
  if (said.type !== 'ChargeAssessed' || said.outcome !== 'charged') return [];
  const { ratePerHourCents, incidentFeeCents } = policy.document.billing;
  const whole = halfUp(ratePerHourCents * minutes, 60) + incidentFeeCents;
  const share = determination?.sharePercent;
  const cents = share === undefined ? whole : halfUp(whole * share, 100);
  return [
    ...unless(wantedCents === cents, `it wants ${wantedCents} instead of ${cents}`),
    ...unless((determination?.faultClass === 'shared') === (share !== undefined), 'its share is odd'),
  ];
};
