// The published language of approvals: acts that take two people, each with a key of their own.
export {
  APPROVAL_RULES,
  type ApprovalRule,
  ApproverNeeded,
  SECOND_PERSON,
  type TwoPersonRule,
  twoPersonRule,
} from './domain/approver-needed';
export {
  type Approved,
  type Declined,
  evolveProposals,
  isOpen,
  type Lapsed,
  nextLapse,
  type Proposal,
  type ProposalProblem,
  type Proposals,
  type Proposed,
} from './domain/proposal';
export { type ProposalView, proposalView } from './domain/proposal-view';
export { approve, decline, lapse, mustBeAsShown, openProposal, propose } from './domain/propose';
