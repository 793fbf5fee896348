import type { CloudEvent } from '../contract/cloud-events';

/** What an event is to somebody who has handled everything of its ticket up to a sequence. */
export type Place =
  | { readonly is: 'next' }
  /** Handled already: a copy. */
  | { readonly is: 'seen' }
  /** Something is missing before it. Sequences from `expected` on (inclusive) are to be fetched, up to `got`. */
  | { readonly is: 'gap'; readonly expected: number; readonly got: number };

/** Where an event stands among those of its ticket, from 0. Throws `RangeError` where it does not say. */
export const sequenceOf = ({ id, sequence }: Pick<CloudEvent, 'id' | 'sequence'>): number => {
  if (/^\d{1,15}$/.test(sequence)) return Number(sequence);
  throw new RangeError(`Event ${id} has the sequence '${sequence}', which is no number. Was it sent by somebody else?`);
};

/** `seen`: the sequence of the last event of this ticket that was handled; -1 before the first. Pure. */
export const placeOf = (seen: number, event: Pick<CloudEvent, 'id' | 'sequence'>): Place => {
  const got = sequenceOf(event);
  if (got <= seen) return { is: 'seen' };
  return got === seen + 1 ? { is: 'next' } : { is: 'gap', expected: seen + 1, got };
};

/** What a person is told of a gap: `ticket X: expected 7, got 9`. */
export const sayGap = (ticketId: string, { expected, got }: { readonly expected: number; readonly got: number }) =>
  `ticket ${ticketId}: expected ${expected}, got ${got}`;
