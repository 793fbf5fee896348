// ticket-<id>, the fact that it was billed: written by the billing process, so that one stream tells the whole story.

import type { TicketPart } from './part';

export const POSTING_KINDS = ['charge', 'supplementary', 'credit', 'rebill'] as const;
export type PostingKind = (typeof POSTING_KINDS)[number];
/** One posting of the ledger. `cents` is signed; `balanceCents` is the sum of the event's postings with this one. */
export type TicketBilled = {
  type: 'TicketBilled';
  postingId: string;
  event: number;
  kind: PostingKind;
  cents: number;
  balanceCents: number;
};
export type Billed = { readonly postings: readonly string[] };
export type MarkBilled = { type: 'MarkBilled' } & Omit<TicketBilled, 'type'>;

export const billed: TicketPart<MarkBilled, Billed, TicketBilled> = {
  initial: { postings: [] },
  evolve: { TicketBilled: ({ postings }, { postingId }) => ({ postings: [...postings, postingId] }) },
  decide: {
    MarkBilled: ({ postingId, event, kind, cents, balanceCents }, { billed: { postings } }) =>
      postings.includes(postingId) ? [] : [{ type: 'TicketBilled', postingId, event, kind, cents, balanceCents }],
  },
};
