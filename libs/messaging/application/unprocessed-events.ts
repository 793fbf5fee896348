import type { Delivered } from '#event-store';
import { type EventStore, type Recorded, streamOf } from '#kernel';
import type { Cause } from '../contract/public-event';

type Category = Cause['stream'];
const CATEGORIES: readonly Category[] = ['ticket', 'sla', 'billing'];
/** A ticket that grows faster than it can be read is asked again later. */
const ROUNDS_MAX = 20;

/**
 * What a ticket's streams hold behind these revisions, in the order of the store. They are read until none of them grew
 * while the others were read: an event that is missing here was recorded after all that are not.
 */
export const unprocessedEvents = async (
  store: EventStore,
  ticketId: string,
  revisions: Readonly<Record<Category, number>>,
): Promise<readonly Recorded[]> => {
  const reached = { ...revisions };
  const found: Recorded[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const grown = found.length;
    for (const category of CATEGORIES) {
      const news = await store.read(streamOf(category, ticketId), reached[category] + 1);
      reached[category] = news.at(-1)?.stamp.revision ?? reached[category];
      found.push(...news);
    }
    if (found.length === grown) return found.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
  }
  throw new Error(`Ticket ${ticketId} grew in each of ${ROUNDS_MAX} readings of it. It is asked again.`);
};

const placeOf = (recorded: Recorded): bigint => BigInt((recorded as Delivered).position.commit);
