import { DomainError } from '#kernel';
import { outageList } from '#outages/module';
import type { ReadStore } from '#read-store';
import { type TicketRow, ticketList } from '#ticketing/module';
import { type MergeProposal, mergeProposals, outageMergeProposals } from '../domain/merge-proposals';

export type MergeProposalProblem = 'merge-proposal.unknown';

const PAGE = 200;
/** More open tickets than that are not looked through: the oldest come first. */
const PAGES_MAX = 50;

/** Tickets that are one with another one of their client: the oldest first, each proposed once. */
export const openMergeProposals = async (views: ReadStore): Promise<readonly MergeProposal[]> => {
  const open = await openTickets(views);
  const found = [...mergeProposals(open), ...outageMergeProposals(open, await openOutages(views))];
  return [...new Map(found.toReversed().map((one) => [one.ticketId, one])).values()].sort((one, other) =>
    one.openedAt < other.openedAt ? -1 : 1,
  );
};

/** The outage of each ticket that is under one. */
const openOutages = async (views: ReadStore): Promise<ReadonlyMap<string, string>> => {
  const outages = new Map<string, string>();
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = { where: { kind: 'ticket', status: 'open' }, order: { by: 'openedAt' }, limit: PAGE } as const;
    const found = await views.view(outageList).find({ ...query, ...(after !== undefined && { after }) });
    for (const { ticketId, outageId } of found.rows) if (ticketId !== null) outages.set(ticketId, outageId);
    after = found.next;
    if (after === undefined) break;
  }
  return outages;
};

const openTickets = async (views: ReadStore): Promise<readonly TicketRow[]> => {
  const open: TicketRow[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = { where: { open: 1 }, order: { by: 'openedAt' }, limit: PAGE } as const;
    const found = await views.view(ticketList).find({ ...query, ...(after !== undefined && { after }) });
    open.push(...found.rows);
    after = found.next;
    if (after === undefined) break;
  }
  return open;
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
