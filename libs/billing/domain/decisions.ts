// What people decide about the money of one event, and where that takes two. An approver is named in the command where
// both persons are known at once (scenarios); with keys it is whoever approves the proposal (proposals.ts).

import { ApproverNeeded, type TwoPersonRule } from '#approvals';
import { type Context, DomainError, type Instead } from '#kernel';
import { coveredBy, isWaitingForApproval } from './approval';
import { atStake } from './assessment';
import type { Incident } from './incident';
import type { BillingContext, BillingProblem } from './ledger';
import type { BillingEvent, ProposedDecision } from './ledger-events';
import { type Ledger, postedOf } from './ledger-state';

export type TwoPersonDecision = ProposedDecision['type'];
/** A decision about a known event. `by`: who proposed it, where somebody else's key says it. */
export type DecisionOn = Omit<ProposedDecision, 'type'> & { readonly by?: string; readonly approver?: string };
type Decide = (decision: DecisionOn, now: Ledger, context: BillingContext) => BillingEvent | undefined;

/** What charges, or speaks of work to come, needs what people wrote; a waiver does not. */
export const mustHaveEvidence = ({ erased }: Incident): void => {
  if (!erased) return;
  throw refusal(
    'ticket.erased',
    'What people wrote about it is erased, and with it the evidence: nothing is charged again. What was charged is given back by a waiver.',
    { acts: ['WaiveBilling'] },
  );
};

const approve: Decide = ({ event, ...details }, now, { policy, at }) => {
  mustHaveEvidence(now.incident);
  if (!isWaitingForApproval(now, event, policy))
    throw refusal('billing.nothing-to-approve', `Nothing of event ${event} waits for an approval.`);
  return { type: 'BillingApproved', event, at, ...coveredBy(now, event, policy), ...details };
};

const waive: Decide = ({ event, ...details }, now, context) => {
  const { policy, at } = context;
  if (now.incident.waived.includes(event)) return undefined;
  const { waiverApprovalOverCents: limit } = policy.document.billing;
  const cents = atStake(now.incident, event, policy, postedOf(now, event));
  if (cents > limit)
    secondPerson(details.approver, context, `This waiver gives up ${cents} cents, more than ${limit}.`, {
      rule: 'waiver_above_limit',
      cents: -cents,
    });
  return { type: 'BillingWaived', event, at, how: 'person', ...details };
};

const reinstate: Decide = ({ event, ...details }, { incident }, context) => {
  mustHaveEvidence(incident);
  if (!incident.waived.includes(event))
    throw refusal('billing.not-waived', `Event ${event} is not waived; there is nothing to reinstate.`);
  const approver = secondPerson(details.approver, context, 'To reinstate a charge takes two.', {
    rule: 'reinstatement',
  });
  return { type: 'BillingReinstated', event, at: context.at, ...details, approver };
};

export const DECISIONS: Readonly<Record<TwoPersonDecision, Decide>> = {
  ApproveBilling: approve,
  WaiveBilling: waive,
  ReinstateBilling: reinstate,
};

const secondPerson = (approver: string | undefined, { actor }: Context, why: string, needs: TwoPersonRule): string => {
  const message = `${why} It needs an approver who is somebody else.`;
  if (approver === undefined) throw new ApproverNeeded<BillingProblem>('billing.approver-needed', message, needs);
  if (approver === actor.id) throw refusal('billing.approver-needed', message);
  return approver;
};
const refusal = (code: BillingProblem, message: string, instead?: Instead) => new DomainError(code, message, instead);
