import type { StreamMetadata } from './metadata';

/** The lowest revision that a reader of a stream is shown. Truncation hides; it never renumbers. */
export const lowestShown = (last: number, { maxCount, truncateBefore }: StreamMetadata): number =>
  Math.max(0, maxCount === undefined ? 0 : last - maxCount + 1, truncateBefore ?? 0);

/** A metastream shows its last event only. */
export const METASTREAM_METADATA: StreamMetadata = { maxCount: 1, softDeleted: false };

/** Whether an event is too old to be shown. `created` in ticks of 100 ns, `now` in milliseconds. */
export const isTooOld = (created: string, maxAge: number, now: number): boolean =>
  Number(created) / 10_000 < now - maxAge * 1000;

/** Books that a server keeps for itself: their streams can be read, `$all` leaves them out. */
const BOOKS = /^(\$epoch-information|\$persistentsubscription-\$all::.*-(checkpoint|parked))$/s;
export const isInAll = (stream: string): boolean => !BOOKS.test(stream);
