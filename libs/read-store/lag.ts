import type { Backlog, Checkpoint, Store } from '#event-store';

/** How far a view is behind the store. */
export type Lag = {
  readonly events: number;
  /** Present where it was not counted to the end. */
  readonly orMore?: true;
  /** How long the oldest of them has waited; 0 where none does. */
  readonly ms: number;
  /** When the last event that is in the view was stored (ISO 8601, UTC). */
  readonly foldedAt?: string;
};

/** Reads what lies behind a checkpoint. Throws where the store does not answer in time. */
export const lagOf = async (
  store: Pick<Store, 'backlog'>,
  at: { readonly checkpoint: Checkpoint | 'start'; readonly prefixes: readonly string[] },
  now: number,
): Promise<Lag> => asLag(await store.backlog(at.checkpoint, at.prefixes), now);

const asLag = ({ events, more, oldestAt, handledAt }: Backlog, now: number): Lag => ({
  events,
  ...(more && { orMore: true as const }),
  ms: oldestAt === undefined ? 0 : Math.max(0, now - Date.parse(oldestAt)),
  ...(handledAt !== undefined && { foldedAt: handledAt }),
});
