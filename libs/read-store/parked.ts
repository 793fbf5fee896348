import type { Transaction } from 'kysely';
import type { Delivered, EventReference, Position } from '#event-store';
import type { Database, Sql } from './database';
import { nameOfReader, ofGeneration } from './table-generation';

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
  reader: string,
  sequence?: string,
): Promise<readonly ParkedEvent[]> => {
  let query = db.selectFrom('parked').selectAll().where('reader', '=', reader).orderBy('sequence').orderBy('position');
  if (sequence !== undefined) query = query.where('sequence', '=', sequence);
  const rows = await query.execute();
  return rows.map(({ reader: _reader, event_id, position: _position, reason, ...row }) => ({
    ...row,
    consumer: nameOfReader(reader),
    eventId: event_id,
    ...(reason !== null && { reason }),
  }));
};

/** What waits where views answer; a shadow table parks events of its own. `consumer` is a name: `ticket-list@1`. */
export const parkedNow = async (db: Sql, consumer?: string): Promise<readonly ParkedEvent[]> => {
  const rows = await db.selectFrom('projections').select(['reader', 'generation']).execute();
  const live = new Map(rows.map(({ reader, generation }) => [reader, generation]));
  const readers = await db.selectFrom('parked').select('reader').distinct().execute();
  const answering = readers.filter(({ reader }) => {
    const name = nameOfReader(reader);
    return (consumer === undefined || name === consumer) && reader === ofGeneration(name, live.get(name) ?? 0);
  });
  return (await Promise.all(answering.map(({ reader }) => parkedEvents(db, reader)))).flat();
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

/** How many are noted in one statement. */
const PLACES_MAX = 500;

/** Notes events that wait; `reason` belongs to the first one of its sequence. */
export const park = async (
  tx: Transaction<Database>,
  reader: string,
  places: readonly EventReference[],
  reason?: string,
): Promise<void> => {
  for (let from = 0; from < places.length; from += PLACES_MAX)
    await tx
      .insertInto('parked')
      .values(
        places.slice(from, from + PLACES_MAX).map(({ stream, revision, eventId, type, checkpoint }) => ({
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
