// What people may do about a proposal: make it, approve it, decline it. The rules that hold of every act alike; what the
// act itself may do is for the decider of its stream.

import { type Context, DAY, DomainError, type Instead, iso, ms } from '#kernel';
import type { TwoPersonRule } from './approver-needed';
import {
  type Approved,
  type Declined,
  isOpen,
  type Lapsed,
  type Proposal,
  type ProposalProblem,
  type Proposals,
  type Proposed,
} from './proposal';

/** How long an act waits for its second person. */
const LAPSES_AFTER = 7 * DAY;

/** `isSame`: whether an open proposal is about the same thing already. */
export const propose = <A>(
  proposals: Proposals<A>,
  { proposalId, act, needs }: { proposalId: string; act: A; needs: TwoPersonRule },
  { actor, at }: Context,
  isSame: (other: A) => boolean,
): Proposed<A> => {
  const open = proposals.find((other) => isOpen(other) && isSame(other.act));
  if (open)
    throw refusal(
      'proposal.exists',
      `${open.by} proposed it already (proposal ${open.proposalId}). Approve or decline that one first.`,
      { acts: ['ApproveProposal', 'DeclineProposal'], of: { proposalId: open.proposalId } },
    );
  const { id: by, role } = actor;
  return { proposalId, act, ...needs, by, role, at, lapsesAt: iso(ms(at) + LAPSES_AFTER) };
};

/** `roles`: who may approve such an act. `isInvolved`: whether somebody worked on what it is about, or determined it. */
export const approve = <A>(
  proposal: Proposal<A>,
  { actor, at }: Context,
  { roles, isInvolved }: { readonly roles: readonly string[]; readonly isInvolved: (person: string) => boolean },
): Approved => {
  const { proposalId, by } = proposal;
  if (by === actor.id)
    throw refusal(
      'proposal.own',
      `You proposed it yourself. It takes another person (${roles.join(' or ')}) to approve it.`,
    );
  if (!roles.includes(actor.role))
    throw refusal('proposal.role', `This is approved by ${roles.join(' or ')}; your key's role is ${actor.role}.`);
  if (isInvolved(actor.id))
    throw refusal(
      'proposal.involved',
      `${actor.id} worked on the outage or determined its fault, and does not approve what it costs. Ask somebody else.`,
    );
  return { proposalId, by, approver: actor.id, at };
};

/** Whoever may approve may decline; who proposed it takes it back so. */
export const decline = <A>(
  { proposalId, by }: Proposal<A>,
  { actor, at }: Context,
  { roles, reason }: { readonly roles: readonly string[]; readonly reason: string },
): Declined => {
  if (by !== actor.id && !roles.includes(actor.role))
    throw refusal('proposal.role', `This is declined by ${roles.join(' or ')}, or taken back by ${by}.`);
  return { proposalId, by: actor.id, at, reason };
};

/** The proposal, where it can still be decided at `at`. */
export const openProposal = <A>(proposals: Proposals<A>, proposalId: string, at: string): Proposal<A> => {
  const proposal = proposals.find((one) => one.proposalId === proposalId);
  if (!proposal)
    throw refusal('proposal.unknown', `There is no proposal ${proposalId} on this ticket. See those that there are.`, {
      acts: ['ListProposals'],
    });
  const { ended, lapsesAt } = proposal;
  if (ended)
    throw refusal(
      'proposal.ended',
      `Proposal ${proposalId} was ${ended.how}${ended.by === undefined ? '' : ` by ${ended.by}`} at ${ended.at}.`,
    );
  if (at >= lapsesAt)
    throw refusal('proposal.ended', `Proposal ${proposalId} lapsed at ${lapsesAt}. Propose it again.`);
  return proposal;
};

/** What lapsed by `at`, each at its own instant. */
export const lapse = (proposals: Proposals<unknown>, at: string): readonly Lapsed[] =>
  proposals
    .filter((one) => isOpen(one) && one.lapsesAt <= at)
    .map(({ proposalId, lapsesAt }) => ({ proposalId, at: lapsesAt }));

/** Refuses what moves more money by now than whoever approves it was shown. */
export const mustBeAsShown = ({ proposalId, cents = 0 }: Proposal<unknown>, now: number): void => {
  if (Math.abs(now) <= Math.abs(cents)) return;
  throw refusal(
    'proposal.outdated',
    `Proposal ${proposalId} was about ${cents} cents and would move ${now} by now. Decline it, and propose it again.`,
  );
};

const refusal = (code: ProposalProblem, message: string, instead?: Instead) => new DomainError(code, message, instead);
