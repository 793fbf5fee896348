/** Where an event stands in the order of the whole store: byte offsets, as decimal strings. Gaps mean nothing. */
export type Position = { readonly commit: string; readonly prepare: string };

/**
 * How far a reader of the whole store has come: the place to resume after (exclusive), and the last event that it was
 * handed, which `verifyCheckpoint` reads back. Plain JSON, to be kept in the reader's own transaction.
 */
export type Checkpoint = Position & {
  /** The store's epoch (`faultline-meta`): a checkpoint of one store says nothing about another. */
  readonly epoch: string;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
};
