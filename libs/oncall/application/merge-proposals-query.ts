import { DomainError } from '#kernel';
import type { ReadStore } from '#read-store';
import { type TicketRow, ticketList } from '#ticketing/module';
import { type MergeProposal, mergeProposals } from '../domain/merge-proposals';

export type MergeProposalProblem = 'merge-proposal.unknown';

const PAGE = 200;
/** More open tickets than that are not looked through: the oldest come first. */
const PAGES_MAX = 50;

/** Tickets of clients' own that followed a voicemail of theirs: the oldest first. */
export const openMergeProposals = async (views: ReadStore): Promise<readonly MergeProposal[]> => {
  const open: TicketRow[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = { where: { open: 1 }, order: { by: 'openedAt' }, limit: PAGE } as const;
    const found = await views.view(ticketList).find({ ...query, ...(after !== undefined && { after }) });
    open.push(...found.rows);
    after = found.next;
    if (after === undefined) break;
  }
  return mergeProposals(open);
};

/** Throws `merge-proposal.unknown` where the merging of this ticket is not proposed. */
export const mergeProposalFor = async (views: ReadStore, ticketId: string): Promise<MergeProposal> => {
  const found = (await openMergeProposals(views)).find((proposal) => proposal.ticketId === ticketId);
  if (found) return found;
  throw new DomainError<MergeProposalProblem>(
    'merge-proposal.unknown',
    `That ticket ${ticketId} be merged is not proposed, or not any more. GET /merge-proposals lists what is; POST /tickets/{ticketId}/merge merges it all the same.`,
  );
};
