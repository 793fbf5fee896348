// Who read what: `reading-<day>`, an event for each reading of the ledger or of a history. A reading of the readings is none.

import type { Catalog } from '#kernel';

export const READ_RECORDS = [
  'ledger',
  'month',
  'ticket-ledger',
  'ticket-history',
  'ticket',
  'stream',
  'findings',
  'keys',
] as const;
export type ReadRecord = (typeof READ_RECORDS)[number];

export type RecordsRead = {
  readonly type: 'RecordsRead';
  readonly what: ReadRecord;
  /** The ticket, the stream or the month; absent where it was about all of them. */
  readonly subject?: string;
  /** The rest of the question, as it was asked. */
  readonly question?: string;
  readonly by: string;
  readonly role: string;
  /** Whose key it was, of one that a client has. */
  readonly clients?: readonly string[];
  /** ISO 8601, UTC. */
  readonly at: string;
};

/** Every event of reading-<day>, for ever. */
export const READING_EVENTS = { RecordsRead: { schemaVersion: 1 } } as const satisfies Catalog<RecordsRead>;
