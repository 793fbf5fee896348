// Work that one person cannot have done as it is written down: two entries of theirs, on different tickets, at one time.
// It is shown to people and decides nothing by itself; what is wrong is amended or voided by whoever may.

import { iso, ms } from '#kernel';
import type { WorkKind } from './work';

/** An entry that counts, wherever it is by now: voided ones do not, and those of a merged ticket lie on the survivor. */
export type PlacedEntry = {
  readonly ticketId: string;
  readonly client: string;
  readonly workId: string;
  readonly engineer: string;
  readonly kind: WorkKind;
  readonly from: string;
  readonly to: string;
};
/** One entry of a ticket and another of the same engineer elsewhere. `from` to `to` is the time that both name. */
export type WorkOverlap = {
  readonly workId: string;
  readonly engineer: string;
  readonly from: string;
  readonly to: string;
  readonly otherTicketId: string;
  readonly otherWorkId: string;
};

/** Half-open: entries that touch do not overlap. */
export const overlapOf = (own: PlacedEntry, other: PlacedEntry): WorkOverlap | undefined => {
  if (own.engineer !== other.engineer || own.ticketId === other.ticketId) return undefined;
  const from = Math.max(ms(own.from), ms(other.from));
  const to = Math.min(ms(own.to), ms(other.to));
  if (from >= to) return undefined;
  const { workId, engineer } = own;
  return { workId, engineer, from: iso(from), to: iso(to), otherTicketId: other.ticketId, otherWorkId: other.workId };
};
