// ticket-<id>, merging. Two facts: the source ends, then the survivor takes over what was said and done on it.

import { DomainError, type Instead } from '#kernel';
import type { Channel } from '#policy';
import { hasWorked } from './involvement';
import { openedTicket } from './lifecycle';
import type { Ticket, TicketPart } from './part';
import type { WorkEntry } from './work';

// Events. These names and fields are the storage format.
export type TicketMerged = { type: 'TicketMerged'; into: string; reason: string };
export type MergeAbsorbed = {
  type: 'MergeAbsorbed';
  from: string;
  sourceRevision: number;
  contacts: readonly { readonly at: string; readonly channel: Channel }[];
  replies: readonly string[];
  work: readonly WorkEntry[];
  terms: readonly { readonly at: string; readonly accepted: boolean }[];
};
export type MergeEvent = TicketMerged | MergeAbsorbed;

// State: what was absorbed.
export type Merging = { readonly absorbed: readonly string[] };

/** What must be known of the ticket that survives, read just before. */
export type Survivor = {
  readonly client: string;
  readonly open: boolean;
  readonly cycle: number;
  /** Who determined its fault: none of them may have worked on the ticket that ends. */
  readonly judges: readonly string[];
};
export type MergeCommand =
  | {
      type: 'MergeTicket';
      ticketId: string;
      /** Under which the survivor and the ledger are reserved: what is read of them below does not change meanwhile. */
      reservationId?: string;
      into: string;
      reason: string;
      survivor: Survivor;
      /** A charge was approved or waived on the ticket that ends. */
      moneyDecided: boolean;
    }
  | ({ type: 'AbsorbMerge' } & Omit<MergeAbsorbed, 'type'>);

export const merging: TicketPart<MergeCommand, Merging, MergeEvent> = {
  initial: { absorbed: [] },
  evolve: {
    TicketMerged: (state) => state,
    MergeAbsorbed: ({ absorbed }, { from }) => ({ absorbed: [...absorbed, from] }),
  },
  decide: {
    MergeTicket: ({ ticketId, into, reason, survivor, moneyDecided }, whole) => {
      const { client, cycle } = openedTicket(whole.lifecycle);
      const never = (why: string, instead?: Instead) =>
        new DomainError<MergeProblem>('merge.not-possible', why, instead);
      const no = (why: string) => never(`${why} Link it with ${into} instead.`, { acts: ['LinkTicket'] });
      if (into === ticketId) throw never('A ticket is not merged into itself. Name the other one.');
      if (survivor.client !== client)
        throw never(`${into} belongs to another client. Tickets of one client are merged, or linked.`);
      if (!survivor.open) throw no(`${into} is not open.`);
      if (cycle !== 1 || survivor.cycle !== 1) throw no('One of the two was reopened.');
      if (isJudged(whole)) throw no('Its fault was determined or disputed.');
      if (moneyDecided) throw no('A charge on it was approved or waived.');
      const judge = survivor.judges.find((person) => hasWorked(whole, person));
      if (judge !== undefined) throw no(`${judge} worked on it and determined the fault of ${into}.`);
      return [{ type: 'TicketMerged', into, reason }];
    },
    AbsorbMerge: ({ from, sourceRevision, contacts, replies, work, terms }, { merging: { absorbed } }) =>
      absorbed.includes(from) ? [] : [{ type: 'MergeAbsorbed', from, sourceRevision, contacts, replies, work, terms }],
  },
};
/** Something was determined or disputed here: its money is its own. */
const isJudged = ({ faultReview, disputes }: Ticket): boolean => faultReview.standing.size > 0 || disputes.count > 0;

export type MergeProblem = 'merge.not-possible';
