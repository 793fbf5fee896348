import type { Cursor } from '../engine/cursors';
import type { RecordSource } from '../engine/record-source';
import type { ReadRequest } from './read-request';

/** Where a subscription stands: what comes next, what is due when it has caught up, and whether its stream has ended. */
export type Following = Cursor & {
  readonly hasEnded?: boolean;
  /** The checkpoint that is due when catching up ends. */
  mark?(): number | undefined;
};

export type From = Pick<ReadRequest, 'from' | 'backwards' | 'filter'>;

/** What can be read and subscribed to: `$all`, a stream, a stream of links. */
export interface Readable {
  readonly source: RecordSource;
  /** The stream whose events wake a subscription; undefined: any event. */
  readonly wokenBy: string | undefined;
  /** Awaited before each page, where pages have to be made first. */
  readonly prepare?: () => Promise<void>;
  /** A stream's last revision, shown or not; -1 where it has none. */
  lastRevision(): number;
  /** Throws `CallFailure` where the stream is tombstoned. */
  read(from: From): Cursor | 'missing';
  follow(from: From): Following;
}
