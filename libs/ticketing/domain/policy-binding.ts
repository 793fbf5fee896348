// ticket-<id>, the policy version that it is pinned to: the one in force at its opening, until somebody rebinds it. A
// later version changes nothing by itself. Rebinding says that the ticket was always under the other version: its clocks
// and its ledger are computed again from the recorded facts, and what was posted is answered by a posting.

import { ApproverNeeded } from '#approvals';
import { DomainError } from '#kernel';
import type { TicketOpened } from './lifecycle-events';
import type { TicketPart } from './part';

// Events. These names and fields are the storage format.
export type TicketPolicyRebound = {
  type: 'TicketPolicyRebound';
  policyId: string;
  policyVersion: number;
  from: { policyId: string; policyVersion: number };
  reason: string;
  approver: string;
};
type FoldedEvent = TicketOpened | TicketPolicyRebound;

// State.
export type PolicyBinding = { readonly policyId: string; readonly policyVersion: number };
const bindingIn = ({ policyId, policyVersion }: PolicyBinding): PolicyBinding => ({ policyId, policyVersion });

// Commands. That the version exists is for the handler to find out: a ticket knows no other stream.
export type PolicyBindingCommand = {
  type: 'RebindPolicy';
  policyId: string;
  policyVersion: number;
  reason: string;
  approver?: string;
};

export const policyBinding: TicketPart<PolicyBindingCommand, PolicyBinding, TicketPolicyRebound, FoldedEvent> = {
  initial: { policyId: '', policyVersion: 0 },
  evolve: {
    TicketOpened: (_state, event) => bindingIn(event),
    TicketPolicyRebound: (_state, event) => bindingIn(event),
  },
  decide: {
    RebindPolicy: ({ policyId, policyVersion, reason, approver }, { policyBinding: from }, { actor }) => {
      if (policyId === from.policyId && policyVersion === from.policyVersion) return [];
      if (approver === undefined)
        throw new ApproverNeeded<PolicyBindingProblem>('rebinding.approver-needed', TAKES_TWO, {
          rule: 'policy_rebind',
        });
      if (approver === actor.id) throw refusal('rebinding.approver-needed', TAKES_TWO);
      return [{ type: 'TicketPolicyRebound', policyId, policyVersion, from, reason, approver }];
    },
  },
};

const TAKES_TWO = 'To rebind a ticket needs an approver who is somebody else.';
const refusal = (code: PolicyBindingProblem, message: string) => new DomainError(code, message);
export type PolicyBindingProblem = 'rebinding.approver-needed';
