import { BACKWARDS, END, FORWARDS, START } from '@eventstore/db-client';
import type { Checkpoint, Position } from '../consume/checkpoint';
import { readAllWithin } from './bounded-read';
import { positionOf } from './names';
import type { StoreClientContext } from './retry';

/** What was stored behind a checkpoint. Instants are ISO 8601, UTC: when the store took the event. */
export type Backlog = {
  readonly events: number;
  /** There may be more: it was not counted further. */
  readonly more: boolean;
  /** Of the first event that waits. */
  readonly oldestAt?: string;
  /** Of the event at the checkpoint: the last one that was handled. */
  readonly handledAt?: string;
};

/** A lag that cannot be had in this time is not known. */
const DEADLINE_MS = 2_000;

/** Counts the events of these streams behind a checkpoint, and looks at no more than `max` events for that. */
export const backlogOf = async (
  { connection, names, requiresLeader }: StoreClientContext,
  { from, prefixes, max }: { from: Checkpoint | 'start'; prefixes: readonly string[]; max: number },
): Promise<Backlog> => {
  const fromPosition = from === 'start' ? START : { commit: BigInt(from.commit), prepare: BigInt(from.prepare) };
  const wanted = prefixes.map((prefix) => names.inStore(prefix));
  let [seen, events] = [0, 0];
  let oldestAt: string | undefined;
  let handledAt: string | undefined;
  const options = { direction: FORWARDS, fromPosition, maxCount: max + 1, requiresLeader } as const;
  await readAllWithin(DEADLINE_MS, connection, options, ({ event }) => {
    seen++;
    if (!event || !wanted.some((prefix) => event.streamId.startsWith(prefix))) return;
    const at = event.created.toISOString();
    if (from !== 'start' && event.id === from.eventId)
      handledAt = at; // a position is read along with what stands there
    else {
      events++;
      oldestAt ??= at;
    }
  });
  return { events, more: seen > max, ...(oldestAt && { oldestAt }), ...(handledAt && { handledAt }) };
};

/** The position of the last event of all; undefined where the store is empty. */
export const endOf = async ({ connection, requiresLeader }: StoreClientContext): Promise<Position | undefined> => {
  const options = { direction: BACKWARDS, fromPosition: END, maxCount: 1, requiresLeader } as const;
  let end: Position | undefined;
  await readAllWithin(DEADLINE_MS, connection, options, ({ event }) => {
    if (event) end = positionOf(event);
  });
  return end;
};
