// What keeps a ticket's money from being final, in a sentence that says what to do about it.

import { isOpen } from '#approvals';
import type { Policy } from '#policy';
import { isWaitingForApproval } from './approval';
import { assess } from './assessment';
import { closingOf, eventCount } from './incident';
import { type Ledger, postedOf } from './ledger-state';

/** Undefined where nothing does: every event is determined, waived or free of charge, and nothing waits for anybody. */
export const unsettled = (state: Ledger, policy: Policy): string | undefined => {
  const { incident, expecting, handOnTo } = state;
  if (expecting.length > 0 || handOnTo !== undefined)
    return 'A merge is on its way through its ledger. Try again in a moment.';
  if (incident.disputed !== undefined)
    return `Event ${incident.disputed} is disputed. Settle the dispute first: POST …/disputes/settlement.`;
  const open = state.proposals.find(isOpen);
  if (open)
    return `Proposal ${open.proposalId} about event ${open.act.event} waits for a second person. Approve or decline it first: POST …/proposals/${open.proposalId}/approval, …/refusal.`;
  for (let event = 1; event <= eventCount(incident); event++) {
    if (!closingOf(incident, event)) continue;
    const { outcome } = assess(incident, event, policy, postedOf(state, event));
    if (outcome === 'pending')
      return `Whose fault event ${event} was is not determined. Determine or waive it first, POST …/cycles/{cycle}/determination or …/billing/waiver; what people wrote is the evidence.`;
    if (outcome === 'waived') continue;
    if (isWaitingForApproval(state, event, policy))
      return `A charge for event ${event} waits for an approval. Approve or waive it first: POST …/billing/approval, …/billing/waiver.`;
  }
  return undefined;
};
