import type { Delivered } from '#event-store';
import type { TicketOutcome } from './consumer';

/** What outcomes change in the deadline store. `versions`: of the deadlines that came due. */
export const changesIn = (
  outcomes: readonly TicketOutcome[],
  at: string,
  versions: ReadonlyMap<string, number | undefined> = new Map(),
) => ({
  due: outcomes.flatMap(({ ticketId: key, dueAt }) => {
    const version = versions.get(key);
    return dueAt === undefined ? [] : [{ key, dueAt, ...(version !== undefined && { version }) }];
  }),
  parked: outcomes.flatMap(({ ticketId: key, parked }) => {
    if (!parked) return [];
    const { reason, place } = parked;
    return [{ key, at, reason, ...(place && { place: { type: '', ...place } }) }];
  }),
});

/** In the order of the store. */
export const inOrder = (events: readonly Delivered[]): readonly Delivered[] =>
  events.toSorted(({ position: one }, { position: other }) => {
    if (one.commit !== other.commit) return BigInt(one.commit) < BigInt(other.commit) ? -1 : 1;
    return BigInt(one.prepare) < BigInt(other.prepare) ? -1 : 1;
  });
