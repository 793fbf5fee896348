// What is owed for an after-hours event, judged by what is known now. Source: docs/rules.md "The charge".
// This is the rule behind a charge; the ledger only posts the difference to what it says.

import type { FaultClass, Policy } from '#policy';
import { amountOf } from './amount';
import { approvedCents, closingOf, cyclesOf, type Finding, type Incident, isApprovedSince } from './incident';
import { isWorkRefused, type Minutes, minutesOf } from './minutes';
import { disqualifiedEarly, type QualificationRule, qualify } from './qualification';

export type Rule = QualificationRule | 'no_off_hours_work' | `fault_${FaultClass}`;
/** What a charge waits for; `undefined` is the approval that its fault class needs. */
export type HoldRule = 'disputed' | 'correction' | 'amount';
/** `wanted` is what the postings should add up to, in cents; 'unchanged' leaves them as they are. */
export type Assessment = {
  readonly wanted: number | 'unchanged';
  readonly contactAt?: number;
  readonly work?: Minutes;
  readonly finding?: Finding;
} & (
  | { readonly outcome: 'charged'; readonly waitsFor?: HoldRule }
  | { readonly outcome: 'held'; readonly rule?: HoldRule }
  | { readonly outcome: 'pending' | 'waived' }
  | { readonly outcome: 'not_applicable' | 'credited'; readonly rule: Rule }
);
/** What was posted for the event so far: the sum, and whether there ever was anything. */
export type Posted = { readonly cents: number; readonly ever: boolean };

export const assess = (incident: Incident, event: number, policy: Policy, posted: Posted): Assessment => {
  const waived = incident.waived.includes(event);
  if (!incident.merged && !closingOf(incident, event)) return whileOpen(incident, event, policy, posted, waived);

  const qualification = qualify(incident, event, policy);
  const contactAt = 'contactAt' in qualification ? qualification.contactAt : undefined;
  const work = contactAt === undefined ? undefined : minutesOf(incident, event, contactAt, policy);
  const known = { ...(contactAt !== undefined && { contactAt }), ...(work && { work }) };
  if (waived) return { outcome: 'waived', wanted: 0, ...known };
  if ('rule' in qualification) return nothingOwed(posted, qualification.rule);
  if (!work) {
    const refused = isWorkRefused(incident, event, qualification.contactAt, policy);
    return nothingOwed(posted, refused ? 'terms_declined' : 'no_off_hours_work', known);
  }
  const finding = latestFinding(incident, event);
  if (!finding) return { outcome: 'pending', wanted: 'unchanged', ...known };
  return judged(incident, event, policy, posted, { ...known, work, finding });
};

const nothingOwed = (posted: Posted, rule: Rule, known: object = {}): Assessment => ({
  outcome: posted.ever ? 'credited' : 'not_applicable',
  rule,
  wanted: 0,
  ...known,
});

/** What the review's finding makes of work that qualifies. */
const judged = (
  incident: Incident,
  event: number,
  policy: Policy,
  posted: Posted,
  known: { readonly contactAt?: number; readonly work: Minutes; readonly finding: Finding },
): Assessment => {
  const { work, finding } = known;
  const { faultClass } = finding;
  const { fault } = policy.document;
  if (faultClass === 'undetermined') return { outcome: 'pending', wanted: 0, ...known };
  const needsApproval = fault.needsApproval.includes(faultClass);
  if (!needsApproval && !fault.chargeable.includes(faultClass))
    return nothingOwed(posted, `fault_${faultClass}`, known);
  if (needsApproval && !isApprovedSince(incident, event, finding.seq)) return { outcome: 'held', wanted: 0, ...known };

  const wanted = amountOf(work.billed, policy, finding.sharePercent);
  const waitsFor = wanted > posted.cents ? holdRule(incident, event, policy, wanted) : undefined;
  if (waitsFor === undefined) return { outcome: 'charged', wanted, ...known };
  if (posted.cents > 0) return { outcome: 'charged', waitsFor, wanted, ...known };
  return { outcome: 'held', rule: waitsFor, wanted, ...known };
};

/** While the event's work is open nothing is posted; what is certain whatever the priority is said already. */
const whileOpen = (incident: Incident, event: number, policy: Policy, posted: Posted, waived: boolean): Assessment => {
  if (waived) return { outcome: 'waived', wanted: 'unchanged' };
  const rule = posted.ever ? undefined : disqualifiedEarly(incident, event, policy);
  return rule ? { outcome: 'not_applicable', rule, wanted: 'unchanged' } : { outcome: 'pending', wanted: 'unchanged' };
};

/** The latest determination of any of the event's cycles that was made after its last reopening. */
const latestFinding = (incident: Incident, event: number): Finding | undefined => {
  const cycles = cyclesOf(incident, event);
  const reopenedSeq = cycles.at(-1)?.startedSeq ?? 0;
  return incident.findings.findLast(
    ({ cycle, seq }) => incident.cycles[cycle - 1]?.event === event && seq > reopenedSeq,
  );
};

/** Charges wait, credits do not: for a dispute, for the approval of a late correction, or of an amount; in this order. */
const holdRule = (incident: Incident, event: number, policy: Policy, wanted: number): HoldRule | undefined => {
  if (incident.disputed === event) return 'disputed';
  if (isCorrectionWaiting(incident, event)) return 'correction';
  return isAboveApproved(incident, event, policy, wanted) ? 'amount' : undefined;
};
/** Above the policy's limit, and above what was wanted when the event was approved last. */
const isAboveApproved = (incident: Incident, event: number, { rules }: Policy, wanted: number): boolean => {
  const { chargeApprovalOverCents: limit } = rules;
  return limit !== null && wanted > limit && wanted > approvedCents(incident, event);
};
/** More is wanted than is posted, and that is so much that somebody has to approve it. */
export const isAmountWaiting = (incident: Incident, event: number, policy: Policy, posted: Posted): boolean => {
  const { wanted } = assess(incident, event, policy, posted);
  return wanted !== 'unchanged' && wanted > posted.cents && isAboveApproved(incident, event, policy, wanted);
};
export const isCorrectionWaiting = (incident: Incident, event: number): boolean => {
  const closing = closingOf(incident, event);
  const { correctedSeq } = incident;
  return closing !== undefined && correctedSeq > closing.seq && !isApprovedSince(incident, event, correctedSeq);
};

/** What a waiver gives up, in cents: what is posted, or what would be owed unless the cause has cleared the client. */
export const atStake = (incident: Incident, event: number, policy: Policy, posted: Posted): number => {
  const { outcome, work, finding } = assess(incident, event, policy, posted);
  const cleared = outcome === 'not_applicable' || outcome === 'credited';
  return Math.max(posted.cents, work && !cleared ? amountOf(work.billed, policy, finding?.sharePercent) : 0);
};
