import type { Position } from '@eventstore/db-client';

/** Where a reader of the whole store stands: behind this position, or before the first event. */
export type From = Position | 'start';

/**
 * The store numbers bytes with 63 bits. What is above is no place: servers of 24.2 to 24.10.4 send (2^64-1, 2^64-1) as
 * the checkpoint of a filtered subscription that has matched nothing. Whoever took it for one would wait for ever.
 */
const LAST = 2n ** 63n - 1n;
export const isPlace = ({ commit, prepare }: Position): boolean => commit <= LAST && prepare <= LAST;

/**
 * Whether `one` stands before `other`. Both halves count: a checkpoint may be (C, P) with P < C while the event at
 * (C, C) has not been delivered yet.
 */
export const isBefore = (one: From, other: From): boolean => {
  if (other === 'start') return false;
  if (one === 'start') return true;
  return one.commit === other.commit ? one.prepare < other.prepare : one.commit < other.commit;
};
