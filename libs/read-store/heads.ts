// Up to where each stream is in a table. An event is the next of its stream, or was seen before, or something is missing.

import type { Transaction } from 'kysely';
import type { Delivered } from '#event-store';
import type { Database, Sql } from './database';
import { upsert } from './upsert';

/**
 * An event did not follow the one before it in its stream: something was lost on the way, or came in disorder. What
 * was missed lies before the checkpoint, so the consumer halts; a shadow table is to be filled beside the live one.
 */
export class MissedEvents extends Error {
  override readonly name = 'MissedEvents';
}

/** How many streams one question names. */
const STREAMS_MAX = 500;

/** The last revision seen of each of these streams. */
export const loadHeads = async (
  db: Sql,
  reader: string,
  streams: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const heads = new Map<string, number>();
  for (let from = 0; from < streams.length; from += STREAMS_MAX) {
    const found = await db
      .selectFrom('stream_heads')
      .select(['stream', 'revision'])
      .where('reader', '=', reader)
      .where('stream', 'in', streams.slice(from, from + STREAMS_MAX))
      .execute();
    for (const { stream, revision } of found) heads.set(stream, revision);
  }
  return heads;
};

export const saveHeads = async (
  tx: Transaction<Database>,
  reader: string,
  heads: ReadonlyMap<string, number>,
): Promise<void> => {
  const rows = [...heads].map(([stream, revision]) => ({ reader, stream, revision }));
  await upsert(tx, HEADS, rows);
};
const HEADS = { table: 'stream_heads', key: ['reader', 'stream'], columns: ['reader', 'stream', 'revision'] };

/** Whether the event is the next of its stream; false for one that was seen. Throws `MissedEvents` over a gap. */
export const isNext = (head: number | undefined, { stream, stamp }: Pick<Delivered, 'stream' | 'stamp'>): boolean => {
  const expected = (head ?? -1) + 1;
  if (stamp.revision > expected)
    throw new MissedEvents(
      `${stream} went from revision ${expected - 1} to ${stamp.revision}: what is between was never delivered.`,
    );
  return stamp.revision === expected;
};
