import type { Transaction } from 'kysely';
import type { Delivered, Place, Position } from '#event-store';
import type { Database, Sql } from './database';

/** An event that a consumer could not take, or that waits behind one of the same ticket. It holds no event data. */
export type ParkedEvent = {
  /** The projection with its version, or the process. */
  readonly consumer: string;
  /** What belongs together: `7` for `ticket-7`, `sla-7` and `billing-7`. */
  readonly sequence: string;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  /** Why; absent on those that wait behind it. */
  readonly reason?: string;
};

/** What has to wait where one of its streams does: the id after the category. */
export const sequenceOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

export const parkedEvents = async (
  db: Sql | Transaction<Database>,
  consumer?: string,
  sequence?: string,
): Promise<readonly ParkedEvent[]> => {
  let query = db.selectFrom('parked').selectAll().orderBy('reader').orderBy('sequence').orderBy('position');
  if (consumer !== undefined) query = query.where('reader', '=', consumer);
  if (sequence !== undefined) query = query.where('sequence', '=', sequence);
  const rows = await query.execute();
  return rows.map(({ reader, event_id, position: _position, reason, ...row }) => ({
    ...row,
    consumer: reader,
    eventId: event_id,
    ...(reason !== null && { reason }),
  }));
};

/** The sequences that wait. */
export const parkedSequences = async (
  db: Sql | Transaction<Database>,
  consumer: string,
): Promise<ReadonlySet<string>> => {
  const rows = await db.selectFrom('parked').select('sequence').distinct().where('reader', '=', consumer).execute();
  return new Set(rows.map(({ sequence }) => sequence));
};

const DIGITS = 20; // of the largest u64
const sortable = ({ commit, prepare }: Position): string =>
  `${commit.padStart(DIGITS, '0')}/${prepare.padStart(DIGITS, '0')}`;

/** Notes events that wait; `reason` belongs to the first one of its sequence. */
export const park = async (
  tx: Transaction<Database>,
  reader: string,
  places: readonly Place[],
  reason?: string,
): Promise<void> => {
  if (places.length === 0) return;
  await tx
    .insertInto('parked')
    .values(
      places.map(({ stream, revision, eventId, type, checkpoint }) => ({
        reader,
        sequence: sequenceOf(stream),
        position: sortable(checkpoint),
        stream,
        revision,
        event_id: eventId,
        type,
        reason: reason ?? null,
      })),
    )
    .onConflict((conflict) => conflict.columns(['reader', 'stream', 'revision']).doNothing())
    .execute();
};

export const forgetParked = async (tx: Transaction<Database>, reader: string, sequence: string): Promise<void> => {
  await tx.deleteFrom('parked').where('reader', '=', reader).where('sequence', '=', sequence).execute();
};

/** Those events once more, in the same order. Throws where one is not there or cannot be read. */
export const readAgain = async (
  waiting: readonly ParkedEvent[],
  read: (stream: string, from: number) => Promise<readonly Delivered[]>,
): Promise<readonly Delivered[]> => {
  const found = new Map<string, Delivered>();
  for (const stream of new Set(waiting.map((event) => event.stream))) {
    const first = Math.min(...waiting.filter((event) => event.stream === stream).map(({ revision }) => revision));
    for (const delivered of await read(stream, first)) found.set(`${stream}@${delivered.stamp.revision}`, delivered);
  }
  return waiting.map(({ stream, revision }) => {
    const delivered = found.get(`${stream}@${revision}`);
    if (delivered === undefined) throw new Error(`${stream}@${revision} waits, and is not in the store any more.`);
    return delivered;
  });
};
