import { rulesOf } from './algorithm';
import { STANDARD_HOURS } from './compile';
import type { PolicyDocument, PriorityTerms } from './document';
import { PRIORITIES, type Priority, TARGETS, type Target } from './vocabulary';

/**
 * What may be published and is hardly meant, each line with its place and what follows from it. Whoever publishes reads
 * them in the preview and in the answer; a contract may want any of it.
 */
export const warningsOf = (document: PolicyDocument): readonly string[] => [
  ...PRIORITIES.flatMap((name) => targetsInOrder(name, document.priorities[name])),
  ...PRIORITIES.flatMap((name, rank) => lessUrgentFirst(document, name, PRIORITIES[rank - 1])),
  ...neverAfterHours(document),
  ...charges(document),
];

/** Each of these is fulfilled by the other at the latest, so that it can only be the shorter one. */
const IN_ORDER: readonly (readonly [Target, Target])[] = [
  ['respond', 'restore'],
  ['respond', 'resolve'],
  ['update', 'resolve'],
  ['restore', 'resolve'],
];

const targetsInOrder = (name: Priority, terms: PriorityTerms): readonly string[] =>
  IN_ORDER.flatMap(([first, last]) => {
    const [shorter, longer] = [terms[first], terms[last]];
    if (shorter === null || longer === null || shorter <= longer) return [];
    const place = `priorities.${name}`;
    return [`${place}.${first}: ${shorter} is above ${place}.${last}, ${longer}, which fulfils it as well.`];
  });

const lessUrgentFirst = (
  { priorities }: PolicyDocument,
  name: Priority,
  moreUrgent: Priority | undefined,
): readonly string[] => {
  if (moreUrgent === undefined || priorities[name].calendar !== priorities[moreUrgent].calendar) return [];
  return TARGETS.flatMap((target) => {
    const [urgent, normal] = [priorities[moreUrgent][target], priorities[name][target]];
    if (urgent === null || normal === null || urgent <= normal) return [];
    return [`priorities.${moreUrgent}.${target}: ${urgent} is above that of ${name}, ${normal}, which is less urgent.`];
  });
};

const neverAfterHours = ({ calendars }: PolicyDocument): readonly string[] => {
  const terms = calendars[STANDARD_HOURS];
  return terms && 'always' in terms
    ? [`calendars.${STANDARD_HOURS}: never closes, so that nothing is ever charged as after hours.`]
    : [];
};

const DAY_MINUTES = 1440;
const charges = (document: PolicyDocument): readonly string[] => {
  const { ratePerHourCents, incidentFeeCents, minimumMinutes, incrementMinutes } = document.billing;
  const least = Math.round((ratePerHourCents * Math.max(minimumMinutes, incrementMinutes)) / 60) + incidentFeeCents;
  const approvalOver = rulesOf(document).chargeApprovalOverCents;
  const long = Object.entries({ minimumMinutes, incrementMinutes }).filter(([, minutes]) => minutes > DAY_MINUTES);
  return [
    ...(ratePerHourCents === 0 && incidentFeeCents === 0
      ? ['billing.ratePerHourCents: 0, and no incident fee: every charge comes to nothing.']
      : []),
    ...long.map(([name, minutes]) => `billing.${name}: ${minutes} minutes are more than a day, for each charge.`),
    ...(approvalOver !== null && least > approvalOver
      ? [
          `billing.chargeApprovalOverCents: ${approvalOver} is below the least that a charge comes to, ${least}: ` +
            'every charge waits for an approval.',
        ]
      : []),
  ];
};
