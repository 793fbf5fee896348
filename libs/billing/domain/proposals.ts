// billing-<ticketId>, the decisions that take two people: proposed by one, in force when another approves. The proposal
// lies in the ledger that it changes, so that approving it and what it posts are one append.

import {
  approve,
  decline,
  mustBeAsShown,
  openProposal,
  propose,
  SECOND_PERSON,
  type TwoPersonRule,
  twoPersonRule,
} from '#approvals';
import { MONEY_ROLES, type Role } from '#identity/principal';
import { ACT_APPROVERS } from '#ticketing';
import { atStake } from './assessment';
import { DECISIONS, type DecisionOn, type TwoPersonDecision } from './decisions';
import { givenBackCents } from './given-back';
import { hasHandIn } from './incident';
import type { BillingContext } from './ledger';
import { LedgerBuilder } from './ledger-builder';
import { type BillingEvent, KIND_OF, type ProposedDecision } from './ledger-events';
import { type Ledger, postedOf } from './ledger-state';
import { onEvent } from './on-event';

export type ProposalCommand =
  /** Decides where one person is enough, else proposes it. */
  | { type: 'ProposeDecision'; proposalId: string; decision: Omit<ProposedDecision, 'event'> & { event?: number } }
  | { type: 'ApproveDecision'; proposalId: string }
  | { type: 'DeclineDecision'; proposalId: string; reason: string };
type Of<T extends ProposalCommand['type']> = Extract<ProposalCommand, { type: T }>;

/** Who may be the second person of a decision about money. */
export const DECISION_APPROVERS: readonly Role[] = MONEY_ROLES;
/** Who may be the second person of any act; which of them of this one is told with the proposal. */
export const PROPOSAL_DECIDERS: readonly Role[] = [
  ...new Set([...Object.values(ACT_APPROVERS).flat(), ...DECISION_APPROVERS]),
];

/** Why this decision takes two from this person, and what it moves; `undefined` where one is enough. */
const needsSecond = (
  type: TwoPersonDecision,
  decision: DecisionOn,
  now: Ledger,
  context: BillingContext,
): TwoPersonRule | undefined => {
  const rule =
    twoPersonRule(() => DECISIONS[type](decision, now, context)) ?? waivedInSteps(type, decision, now, context);
  const isInvolved = type === 'ApproveBilling' && hasHandIn(now.incident, decision.event, context.actor.id);
  const needs = rule ?? (isInvolved ? { rule: 'involved_in_the_charge' as const } : undefined);
  return needs && { cents: postedBy(type, decision, now, context), ...needs };
};

/** A waiver of the rest, where the event was lowered before: together it is more than one person gives up. */
const waivedInSteps = (
  type: TwoPersonDecision,
  { event }: DecisionOn,
  now: Ledger,
  { policy }: BillingContext,
): TwoPersonRule | undefined => {
  if (type !== 'WaiveBilling' || now.incident.waived.includes(event)) return undefined;
  const before = givenBackCents(now, event);
  const cents = atStake(now.incident, event, policy, postedOf(now, event));
  const isAbove = before > 0 && cents > 0 && before + cents > policy.document.billing.waiverApprovalOverCents;
  return isAbove ? { rule: 'waiver_above_limit', cents: -cents } : undefined;
};

/** What a decision would post, in cents. */
const postedBy = (type: TwoPersonDecision, decision: DecisionOn, now: Ledger, context: BillingContext): number => {
  const builder = new LedgerBuilder(now, context);
  const decided = DECISIONS[type]({ ...decision, approver: SECOND_PERSON }, now, context);
  if (decided) builder.append(decided);
  builder.settle(context.at);
  return builder.events.reduce(
    (sum, event) => (event.type in KIND_OF && 'cents' in event ? sum + (event.cents ?? 0) : sum),
    0,
  );
};

export const proposing = {
  ProposeDecision: (
    { proposalId, decision: { type, event, ...details } }: Of<'ProposeDecision'>,
    state: Ledger,
    context: BillingContext,
  ): readonly BillingEvent[] =>
    onEvent(state, context, event, (named, now) => {
      const decision = { ...details, event: named };
      const needs = needsSecond(type, decision, now, context);
      if (!needs) return [DECISIONS[type](decision, now, context) ?? []].flat();
      const proposed = propose(
        now.proposals,
        { proposalId, act: { type, ...decision }, needs },
        context,
        (other) => other.type === type && other.event === named,
      );
      return [{ type: 'DecisionProposed', event: named, ...proposed }];
    }),

  ApproveDecision: (
    { proposalId }: Of<'ApproveDecision'>,
    state: Ledger,
    context: BillingContext,
  ): readonly BillingEvent[] => {
    const { act } = openProposal(state.proposals, proposalId, context.at);
    return onEvent(state, context, act.event, (event, now) => {
      const proposal = openProposal(now.proposals, proposalId, context.at);
      const { type, ...decision } = act;
      const isInvolved = (person: string) => hasHandIn(now.incident, event, person);
      const approved = approve(proposal, context, { roles: DECISION_APPROVERS, isInvolved });
      const byProposer = { ...context, actor: { id: proposal.by, role: proposal.role } };
      mustBeAsShown(proposal, needsSecond(type, decision, now, byProposer)?.cents ?? 0);
      const { by, approver } = approved;
      const decided = DECISIONS[type]({ ...decision, by, approver }, now, byProposer);
      return [{ type: 'DecisionApproved', event, ...approved }, ...(decided ? [decided] : [])];
    });
  },

  DeclineDecision: (
    { proposalId, reason }: Of<'DeclineDecision'>,
    state: Ledger,
    context: BillingContext,
  ): readonly BillingEvent[] => {
    const { act } = openProposal(state.proposals, proposalId, context.at);
    return onEvent(state, context, act.event, (event, now) => {
      const proposal = openProposal(now.proposals, proposalId, context.at);
      return [
        { type: 'DecisionDeclined', event, ...decline(proposal, context, { roles: DECISION_APPROVERS, reason }) },
      ];
    });
  },
};
