// An act that waits for a second person. It is kept in the stream on which it acts, so that its taking effect and its
// being spent are one append. These fields are the storage format of each stream's four events.

import { ms } from '#kernel';
import type { ApprovalRule } from './approver-needed';

export type Proposed<A> = {
  proposalId: string;
  /** The act as it was proposed; its reason is in it. */
  act: A;
  rule: ApprovalRule;
  /** By how much it changes what the client owes, as it was shown; absent where no money hangs on it. */
  cents?: number;
  by: string;
  role: string;
  at: string;
  lapsesAt: string;
};
/** `by`: who proposed it. */
export type Approved = { proposalId: string; by: string; approver: string; at: string };
export type Declined = { proposalId: string; by: string; at: string; reason: string };
export type Lapsed = { proposalId: string; at: string };

type Ending = { readonly how: 'approved' | 'declined' | 'lapsed'; readonly at: string; readonly by?: string };
export type Proposal<A> = Proposed<A> & { readonly ended?: Ending };
/** All that there ever were, in their order. */
export type Proposals<A> = readonly Proposal<A>[];

export const isOpen = ({ ended }: Pick<Proposal<unknown>, 'ended'>): boolean => ended === undefined;

const ending = <A>(proposals: Proposals<A>, proposalId: string, ended: Ending): Proposals<A> =>
  proposals.map((proposal) => (proposal.proposalId === proposalId ? { ...proposal, ended } : proposal));

/** The four events, for the fold of the stream that holds them. */
export const evolveProposals = {
  proposed: <A>(proposals: Proposals<A>, proposed: Proposed<A>): Proposals<A> => [...proposals, proposed],
  approved: <A>(proposals: Proposals<A>, { proposalId, approver: by, at }: Approved): Proposals<A> =>
    ending(proposals, proposalId, { how: 'approved', by, at }),
  declined: <A>(proposals: Proposals<A>, { proposalId, by, at }: Declined): Proposals<A> =>
    ending(proposals, proposalId, { how: 'declined', by, at }),
  lapsed: <A>(proposals: Proposals<A>, { proposalId, at }: Lapsed): Proposals<A> =>
    ending(proposals, proposalId, { how: 'lapsed', at }),
};

/** Which open proposal lapses first, and when (epoch milliseconds); `undefined` where none is open. */
export const nextLapse = (proposals: Proposals<unknown>): { proposalId: string; at: number } | undefined =>
  proposals
    .filter(isOpen)
    .map(({ proposalId, lapsesAt }) => ({ proposalId, at: ms(lapsesAt) }))
    .toSorted((a, b) => a.at - b.at)[0];

export type ProposalProblem = `proposal.${'unknown' | 'ended' | 'exists' | 'own' | 'role' | 'involved' | 'outdated'}`;
