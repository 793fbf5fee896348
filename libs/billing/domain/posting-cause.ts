// Why a posting was made: the rule that decided it, whose act brought it about, and the reason that they gave. Read from
// both streams, so that it holds for every posting that there ever was.

import type { Recorded } from '#kernel';
import type { ProposalEvent } from '#ticketing';
import { type BillingEvent, KIND_OF } from './ledger-events';

export type PostingCause = {
  /** Of the assessment: what is owed by it. */
  readonly rule: string;
  /** The event that the posting answers. */
  readonly act: string;
  readonly by: string;
  readonly approver?: string;
  readonly reason?: string;
  readonly at: string;
};
type Act = Omit<PostingCause, 'rule'>;
type Assessed = Extract<BillingEvent, { type: 'ChargeAssessed' | 'ChargeNotApplicable' | 'BillingHeld' }>;
type Texts = { readonly reason?: string; readonly by?: string; readonly approver?: string; readonly how?: string };

/** `charged`, `waived`, `not_p1`, `fault_provider`, `undetermined`, …: one word for what an assessment came to. */
export const ruleOf = (assessed: Assessed): string => {
  if (assessed.type === 'ChargeNotApplicable') return assessed.rule;
  if (assessed.type === 'BillingHeld') return assessed.rule ?? `fault_${assessed.determination?.faultClass}`;
  return assessed.outcome === 'pending' ? 'undetermined' : assessed.outcome;
};

/** The cause of each posting by its id. `ticket` is the history of the ticket, `ledger` that of its ledger. */
export const causesOf = (
  ticket: readonly Recorded[],
  ledger: readonly Recorded<BillingEvent>[],
): ReadonlyMap<string, PostingCause> => {
  const causes = new Map<string, PostingCause>();
  const rules = new Map<string, string>();
  let act: Act | undefined;
  for (const recorded of ledger) {
    const { event } = recorded;
    if (event.type in KIND_OF && 'postingId' in event) {
      const rule = rules.get(event.assessmentId);
      if (act && rule !== undefined) causes.set(event.postingId, { rule, ...act });
    } else if (event.type === 'FactNoted') act = actOnTicket(ticket, event.ticketRevision) ?? act;
    else if ('assessmentId' in event) rules.set(event.assessmentId, ruleOf(event as Assessed));
    else if (DECISIONS.includes(event.type)) act = actOf(recorded);
  }
  return causes;
};

/** What people, or the clock, decide on a ledger itself. */
export const DECISIONS: readonly BillingEvent['type'][] = [
  'TermsAccepted',
  'TermsDeclined',
  'BillingApproved',
  'BillingWaived',
  'BillingReinstated',
];

/** Whose act an event is, and the reason that they gave. */
export const actOf = ({ event, stamp }: Recorded): Act => {
  const { reason, approver, by, how } = event as Texts;
  const words = reason ?? (how === 'time_elapsed' ? 'nobody determined the cause in time' : undefined);
  const at = 'at' in event && typeof event.at === 'string' ? event.at : stamp.recordedAt;
  return {
    act: event.type,
    by: how === 'time_elapsed' ? 'billing-process' : (by ?? stamp.actor.id),
    ...(approver !== undefined && { approver }),
    ...(words !== undefined && { reason: words }),
    at,
  };
};

/** A determination carries its people inside; what was approved follows its approval in the same append. */
const actOnTicket = (ticket: readonly Recorded[], revision: number): Act | undefined => {
  const recorded = ticket.find(({ stamp }) => stamp.revision === revision);
  if (!recorded) return undefined;
  const { event, stamp } = recorded;
  const inner = 'determination' in event ? (event.determination as Texts) : undefined;
  const approval = ticket.find(
    ({ event: { type }, stamp: { commandId } }) => type === 'ActApproved' && commandId === stamp.commandId,
  )?.event as Extract<ProposalEvent, { type: 'ActApproved' }> | undefined;
  const people = approval && { by: approval.by, approver: approval.approver };
  const act = actOf({ event: { ...event, ...inner, ...people, type: event.type }, stamp });
  return { ...act, at: stamp.recordedAt };
};
