// What one person gives back of an event counts together, in however many steps: half by an amended entry and half by a
// waiver is as much as all of it at once.

import type { Ledger } from './ledger-state';

/** From the most that ever stood posted for an event to what stands now, in cents; of all events where none is named. */
export const givenBackCents = ({ postings }: Pick<Ledger, 'postings'>, event?: number): number => {
  const ofEvents = Map.groupBy(postings, (posting) => posting.event);
  return [...ofEvents].reduce((sum, [of, own]) => {
    if (event !== undefined && of !== event) return sum;
    const balances = own.map(({ balanceCents }) => balanceCents);
    return sum + Math.max(...balances) - (balances.at(-1) ?? 0);
  }, 0);
};
