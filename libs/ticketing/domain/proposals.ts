// ticket-<id>, the acts on it that take two people: proposed by one, in force when another approves. The proposal lies on
// the ticket itself, so that approving it and what it brings about are one append.

import {
  type Approved,
  approve,
  type Declined,
  decline,
  evolveProposals,
  type Lapsed,
  lapse,
  mustBeAsShown,
  openProposal,
  type Proposals,
  type Proposed,
  propose,
  SECOND_PERSON,
  type TwoPersonRule,
  twoPersonRule,
} from '#approvals';
import type { Role } from '#identity/principal';
import type { CorrectContact } from './contact-correction';
import type { FaultReviewCommand } from './fault-review';
import { hasJudged, hasWorked } from './involvement';
import { RULES } from './legality';
import type { Ticket, TicketPart } from './part';
import type { PolicyBindingCommand } from './policy-binding';
import type { PriorityCommand } from './priority';
import type { TicketContext } from './ticket-context';
import type { WorkCommand } from './work';

// Events. These names and fields, and those of the act inside, are the storage format.
export type TicketAct =
  | FaultReviewCommand
  | Exclude<PriorityCommand, { type: 'TriageTicket' }>
  | Exclude<WorkCommand, { type: 'LogWork' }>
  | PolicyBindingCommand
  | CorrectContact;
export type ActProposed = { type: 'ActProposed' } & Proposed<TicketAct>;
export type ActApproved = { type: 'ActApproved' } & Approved;
export type ActDeclined = { type: 'ActDeclined' } & Declined;
export type ActLapsed = { type: 'ActLapsed' } & Lapsed;
export type ProposalEvent = ActProposed | ActApproved | ActDeclined | ActLapsed;

export type ProposalCommand =
  /** Does the act where one person is enough, else proposes it. `movesCents`: by how much it changes what is posted. */
  | { type: 'ProposeAct'; proposalId: string; act: TicketAct; movesCents?: number; lowersAboveLimit?: boolean }
  | { type: 'ApproveAct'; proposalId: string; movesCents?: number }
  | { type: 'DeclineAct'; proposalId: string; reason: string }
  /** Said by the clock. */
  | { type: 'LapseActs' };
type OwnCommand = Extract<ProposalCommand, { type: 'DeclineAct' | 'LapseActs' }>;

/** Who may be the second person of an act. */
export const ACT_APPROVERS = Object.fromEntries(
  Object.entries(RULES).flatMap(([command, rule]) => ('second' in rule ? [[command, rule.second.by]] : [])),
) as { readonly [A in TicketAct['type']]: readonly Role[] };

/** What proposals are made of here: declined and lapsed by themselves, the rest decided with the whole ticket. */
export const proposals: TicketPart<OwnCommand, Proposals<TicketAct>, ProposalEvent> = {
  initial: [],
  evolve: {
    ActProposed: (state, { type: _, ...proposed }) => evolveProposals.proposed(state, proposed),
    ActApproved: evolveProposals.approved,
    ActDeclined: evolveProposals.declined,
    ActLapsed: evolveProposals.lapsed,
  },
  decide: {
    DeclineAct: ({ proposalId, reason }, whole, context) => {
      const proposal = openProposal(whole.proposals, proposalId, context.at);
      const roles = ACT_APPROVERS[proposal.act.type];
      return [{ type: 'ActDeclined', ...decline(proposal, context, { roles, reason }) }];
    },
    LapseActs: (_command, whole, { at }) =>
      lapse(whole.proposals, at).map((lapsed) => ({ type: 'ActLapsed', ...lapsed })),
  },
};

/** Decides the two commands that decide an act besides; `decideAct` does so as if nobody had to approve it. */
export const proposing = <E>(decideAct: (act: TicketAct, whole: Ticket, context: TicketContext) => readonly E[]) => ({
  ProposeAct: (
    { proposalId, act, movesCents, lowersAboveLimit }: Extract<ProposalCommand, { type: 'ProposeAct' }>,
    whole: Ticket,
    context: TicketContext,
  ): readonly (E | ProposalEvent)[] => {
    const moves = movesCents === undefined || movesCents === 0 ? {} : { cents: movesCents };
    let events: readonly E[] = [];
    const rule = twoPersonRule(() => {
      events = decideAct(act, whole, context);
    });
    const needs: TwoPersonRule | undefined =
      rule ?? (lowersAboveLimit && events.length > 0 ? { rule: 'lowers_what_is_posted' } : undefined);
    if (!needs) return events;
    if (rule) decideAct({ ...act, approver: SECOND_PERSON } as TicketAct, whole, context);
    const proposed = { proposalId, act, needs: { ...needs, ...moves } };
    return [
      {
        type: 'ActProposed',
        ...propose(whole.proposals, proposed, context, (other) => subject(other) === subject(act)),
      },
    ];
  },
  ApproveAct: (
    { proposalId, movesCents = 0 }: Extract<ProposalCommand, { type: 'ApproveAct' }>,
    whole: Ticket,
    context: TicketContext,
  ): readonly (E | ProposalEvent)[] => {
    const proposal = openProposal(whole.proposals, proposalId, context.at);
    const { act, by: id, role } = proposal;
    const roles = ACT_APPROVERS[act.type];
    const isInvolved = (person: string) => hasHand(whole, act, person);
    const approved = approve(proposal, context, { roles, isInvolved });
    mustBeAsShown(proposal, movesCents);
    const { approver } = approved;
    return [
      { type: 'ActApproved', ...approved },
      ...decideAct({ ...act, approver } as TicketAct, whole, { ...context, actor: { id, role } }),
    ];
  },
});

/** What an act is about: of two proposals about the same thing the second one waits for the first. */
const subject = (act: TicketAct): string => {
  if ('workId' in act) return act.workId;
  if ('cycle' in act) return `cycle ${act.cycle}`;
  if (act.type === 'CorrectContact') return `contact ${act.was}`;
  return act.type === 'RebindPolicy' ? 'policy' : 'priority';
};

/** Whether a person worked on what an act is about, or determined its fault; priority and work are about every cycle. */
const hasHand = (whole: Ticket, act: TicketAct, person: string): boolean => {
  const cycle = 'cycle' in act ? act.cycle : undefined;
  return hasJudged(whole, person, cycle) || hasWorked(whole, person, cycle);
};
