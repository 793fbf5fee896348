// Every stream of a ticket as one story, in the order of the store: what people did, what clocks, ledger, pages and mails made
// of it; each event with who, why, where and its leaf. Or one stream as it lies there.

import type { HistoryEntry, Position, Store, Stored, StoredStamp } from '#event-store';
import { categoryOf, type EventStore, type Message, ms, type Stamp, streamOf } from '#kernel';

/** What this build cannot read is shown as it lies there, and why. A store that forgets has neither leaves nor positions. */
export type AuditedEvent = {
  readonly stream: string;
  readonly revision: number;
  readonly leaf?: string;
  readonly position?: Position;
  readonly created?: string;
} & (
  | { readonly event: Message; readonly stamp: Stamp | StoredStamp }
  | { readonly unreadable: string; readonly stored: Stored }
);

/** Categories whose subject is a ticket. */
const OF_A_TICKET = ['ticket', 'sla', 'billing', 'public', 'page', 'mail'] as const;

/** What may be read of the store stream by stream; what clients keep secret, keys and claims, is in none of them. */
export const READABLE = [...OF_A_TICKET, 'policy', 'client', 'months', 'roster', 'register'] as const;

/** Epoch milliseconds: what had happened by `at`, of what was known at `knownAt`, which cuts by place. */
type Cut = { readonly at?: number; readonly knownAt?: number };
/** The events of a stream from a revision on, at most `max`. */
type History = (
  stream: string,
  piece?: { readonly from?: number; readonly max?: number },
) => Promise<readonly AuditedEvent[]>;

export const historyIn =
  (port: EventStore, store?: Pick<Store, 'history'>): History =>
  async (stream, { from = 0, max } = {}) => {
    if (store) return (await store.history(stream, { from, ...(max !== undefined && { max }) })).map(auditedEvent);
    const recorded = await port.read(stream, from);
    return recorded.slice(0, max).map(({ event, stamp }) => ({ stream, revision: stamp.revision, event, stamp }));
  };

/** None where there is no such ticket. */
export const mergedTimeline = async (read: History, ticketId: string, cut: Cut): Promise<readonly AuditedEvent[]> => {
  const histories = await Promise.all(OF_A_TICKET.map((category) => read(streamOf(category, ticketId))));
  return cutTo(histories.flat().toSorted(byPlace), cut);
};

/** A piece of one stream; `next` is the revision behind it, where there is more. */
export const streamPiece = async (
  read: History,
  stream: string,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<{ readonly events: readonly AuditedEvent[]; readonly next?: number }> => {
  const events = await read(stream, { from, max: limit + 1 });
  const next = events[limit]?.revision;
  return { events: events.slice(0, limit), ...(next !== undefined && { next }) };
};

/** By these a ticket's page cuts as well: what is behind the last of them was not known yet. */
const KNOWN_BY = ['ticket', 'sla', 'billing'];

/** What cannot be read is never left out: nobody knows when it happened. */
const cutTo = (events: readonly AuditedEvent[], { at, knownAt }: Cut): readonly AuditedEvent[] => {
  const instant = at ?? knownAt;
  const isOwn = ({ stream }: AuditedEvent) => KNOWN_BY.includes(categoryOf(stream));
  const isRecorded = (one: AuditedEvent) =>
    knownAt === undefined || ('stamp' in one && ms(one.stamp.recordedAt) <= knownAt);
  const last = events.findLastIndex((one) => isOwn(one) && isRecorded(one));
  return events
    .filter((one, n) => n <= last || (!isOwn(one) && isRecorded(one)))
    .filter((one) => instant === undefined || !('stamp' in one) || ms(one.stamp.occurredAt) <= instant);
};

const byPlace = (one: AuditedEvent, other: AuditedEvent): number =>
  one.position && other.position
    ? Number(BigInt(one.position.commit) - BigInt(other.position.commit))
    : recordedAt(one).localeCompare(recordedAt(other));
const recordedAt = (one: AuditedEvent): string => ('stamp' in one ? one.stamp.recordedAt : '');

const auditedEvent = ({ stored, position, created, leaf, today }: HistoryEntry): AuditedEvent => {
  const place = {
    stream: stored.stream,
    revision: stored.revision,
    ...(leaf !== undefined && { leaf }),
    position,
    created,
  };
  if ('unreadable' in today) return { ...place, unreadable: today.unreadable, stored };
  return { ...place, event: today.event, stamp: today.stamp };
};
