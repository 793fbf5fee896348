import { FORWARDS, START } from '@eventstore/db-client';
import type { Position } from '../consume/checkpoint';
import type { Stored } from '../envelope/stored';
import { readAllWithin } from './bounded-read';
import { deadlineOf } from './command-deadline';
import { positionOf, storedOf } from './names';
import { retryUntilAnswered, type StoreClientContext } from './retry';

/** An event as it lies in the store, whoever wrote it, and where. */
export type PlacedEvent = {
  readonly stored: Stored;
  readonly position: Position;
  /** When the server wrote it, by its own clock: ISO 8601, UTC. */
  readonly created: string;
};
/** A piece of `$all`. `next` is where the following one begins (exclusive); absent where nothing was there at all. */
export type AllPage = { readonly events: readonly PlacedEvent[]; readonly next?: Position; readonly isEnd: boolean };

/**
 * The events behind a position in the order of the store, at most `max`, sealed as they are: ours, and not the server's own.
 * Throws `StoreUnavailable`.
 */
export const readAllFrom = async (
  context: StoreClientContext,
  from: Position | 'start',
  max: number,
): Promise<AllPage> => {
  const { connection, names, patience, requiresLeader } = context;
  const fromPosition = from === 'start' ? START : { commit: BigInt(from.commit), prepare: BigInt(from.prepare) };
  const asking = { what: 'Reading $all', advice: 'Try again.', giveUpAt: deadlineOf(patience.totalMs) };
  return retryUntilAnswered(asking, context, async () => {
    const events: PlacedEvent[] = [];
    let [seen, next] = [0, from === 'start' ? undefined : from];
    // A position is read along with what stands there.
    const options = { direction: FORWARDS, fromPosition, maxCount: max + 1, requiresLeader } as const;
    const left = Math.max(1, asking.giveUpAt - performance.now());
    await readAllWithin(Math.min(patience.attemptMs, left), connection, options, ({ event }) => {
      seen++;
      if (!event) return;
      const position = positionOf(event);
      if (from !== 'start' && position.commit === from.commit) return;
      next = position;
      if (!names.isOurs(event.streamId)) return;
      events.push({ stored: storedOf(names, event), position, created: event.created.toISOString() });
    });
    return { events, ...(next && { next }), isEnd: seen <= max };
  });
};
