import type { Transaction } from 'kysely';
import type { Delivered } from '#event-store';
import type { Database } from './database';

/**
 * An event did not follow the one before it in its stream: something was lost on the way, or came in disorder. What
 * was missed lies before the checkpoint, so the table is emptied and its consumer halts; consume anew, from the start.
 */
export class MissedEvents extends Error {
  override readonly name = 'MissedEvents';
}

/** The last revision seen of each of these streams. */
export const loadHeads = async (
  tx: Transaction<Database>,
  reader: string,
  streams: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  if (streams.length === 0) return new Map();
  const found = await tx
    .selectFrom('stream_heads')
    .select(['stream', 'revision'])
    .where('reader', '=', reader)
    .where('stream', 'in', streams)
    .execute();
  return new Map(found.map(({ stream, revision }) => [stream, revision]));
};

export const saveHeads = async (
  tx: Transaction<Database>,
  reader: string,
  heads: ReadonlyMap<string, number>,
): Promise<void> => {
  if (heads.size === 0) return;
  await tx
    .insertInto('stream_heads')
    .values([...heads].map(([stream, revision]) => ({ reader, stream, revision })))
    .onConflict((conflict) =>
      conflict.columns(['reader', 'stream']).doUpdateSet((head) => ({ revision: head.ref('excluded.revision') })),
    )
    .execute();
};

/** Whether the event is the next of its stream; false for one that was seen. Throws `MissedEvents` over a gap. */
export const isNext = (head: number | undefined, { stream, stamp }: Pick<Delivered, 'stream' | 'stamp'>): boolean => {
  const expected = (head ?? -1) + 1;
  if (stamp.revision > expected)
    throw new MissedEvents(
      `${stream} went from revision ${expected - 1} to ${stamp.revision}: what is between was never delivered.`,
    );
  return stamp.revision === expected;
};
