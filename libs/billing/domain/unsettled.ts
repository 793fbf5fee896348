// What keeps a ticket's money from being final, and what to do about it.

import { isOpen } from '#approvals';
import type { Policy } from '#policy';
import type { NotYet } from '#ticketing';
import { isWaitingForApproval } from './approval';
import { assess } from './assessment';
import { closingOf, eventCount } from './incident';
import { type Ledger, postedOf } from './ledger-state';

/** Undefined where nothing does: every event is determined, waived or free of charge, and nothing waits for anybody. */
export const unsettled = (state: Ledger, policy: Policy): NotYet | undefined => {
  const { incident, expecting, handOnTo } = state;
  if (expecting.length > 0 || handOnTo !== undefined)
    return { why: 'A merge is on its way through its ledger. Try again in a moment.' };
  if (incident.disputed !== undefined)
    return {
      why: `Event ${incident.disputed} is disputed. Settle the dispute first.`,
      instead: { acts: ['SettleDispute'] },
    };
  const open = state.proposals.find(isOpen);
  if (open)
    return {
      why: `Proposal ${open.proposalId} about event ${open.act.event} waits for a second person. Approve or decline it first.`,
      instead: { acts: ['ApproveProposal', 'DeclineProposal'], of: { proposalId: open.proposalId } },
    };
  for (let event = 1; event <= eventCount(incident); event++) {
    if (!closingOf(incident, event)) continue;
    const { outcome } = assess(incident, event, policy, postedOf(state, event));
    if (outcome === 'pending')
      return {
        why: `Whose fault event ${event} was is not determined. What people wrote is the evidence: determine or waive it first.`,
        instead: { acts: ['DetermineFault', 'WaiveBilling'] },
      };
    if (outcome === 'waived') continue;
    if (isWaitingForApproval(state, event, policy))
      return {
        why: `A charge for event ${event} waits for an approval. Approve or waive it first.`,
        instead: { acts: ['ApproveBilling', 'WaiveBilling'] },
      };
  }
  return undefined;
};
