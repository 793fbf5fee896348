import type { Recorded } from './decider';
import type { EventStore } from './event-store';

/**
 * The events of a stream behind the revision that was seen last (-1: none was). What was delivered is used as it is where
 * it follows on that; where some of it is missing between, or nothing was delivered, the stream is read to its tail.
 */
export const newEvents = async (
  store: Pick<EventStore, 'read'>,
  stream: string,
  seen: number,
  delivered?: readonly Recorded[],
): Promise<readonly Recorded[]> => {
  const first = delivered?.[0]?.stamp.revision;
  return delivered && first !== undefined && first <= seen + 1
    ? delivered.filter(({ stamp }) => stamp.revision > seen)
    : store.read(stream, seen + 1);
};
