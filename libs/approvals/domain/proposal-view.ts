// A proposal as both people see it.

import { isOpen, type Proposal } from './proposal';

export type ProposalView = {
  readonly proposalId: string;
  readonly ticketId: string;
  readonly state: 'open' | 'approved' | 'declined' | 'lapsed';
  readonly act: string;
  /** What the act would do, field by field. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly rule: string;
  /** By how much it changes what the client owes. */
  readonly cents?: number;
  readonly by: string;
  readonly proposedAt: string;
  readonly lapsesAt: string;
  readonly endedAt?: string;
  readonly endedBy?: string;
  /** The roles that approve it, of somebody else who had no hand in it. */
  readonly approvers: readonly string[];
};

export const proposalView = <A extends { readonly type: string; readonly reason?: string }>(
  ticketId: string,
  proposal: Proposal<A>,
  approvers: readonly string[],
): ProposalView => {
  const { proposalId, act, rule, cents, by, at: proposedAt, lapsesAt, ended } = proposal;
  const { type, reason, ...details } = act;
  return {
    proposalId,
    ticketId,
    state: isOpen(proposal) ? 'open' : (ended?.how ?? 'open'),
    act: type,
    details,
    ...(reason !== undefined && { reason }),
    rule,
    ...(cents !== undefined && { cents }),
    by,
    proposedAt,
    lapsesAt,
    ...(ended && { endedAt: ended.at }),
    ...(ended?.by !== undefined && { endedBy: ended.by }),
    approvers,
  };
};
