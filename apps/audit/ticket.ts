// One ticket with all that its engines need, as it was known up to a place in the store, and as it was true at an instant.

import { type Histories, policiesIn } from '#audit/module';
import { CannotLook } from '#command-line';
import type { StoredStamp } from '#event-store';
import { categoryOf, type EventStore, type Message, ms, type Recorded, replay, streamOf, subjectOf } from '#kernel';
import type { Policy } from '#policy';
import type { CommandEnvironment } from '#ticketing/commands';
import type { Archive } from './archive';

/** An event of one of a ticket's streams, where it stands, and what its leaf is made of. */
export type TicketEntry = {
  readonly stream: string;
  readonly place: number;
  readonly event: Message;
  readonly stamp: StoredStamp;
};
export type TicketArchive = {
  readonly ticketId: string;
  readonly entries: readonly TicketEntry[];
  readonly policies: Histories;
};

/** `knownAt` cuts by place: up to the last event, in the order of the store, that was recorded by then. Epoch milliseconds. */
export type Cut = { readonly at?: number | undefined; readonly knownAt?: number | undefined };

/** By these the server cuts as well; what was told to others follows from them. */
const KNOWN_BY = ['ticket', 'sla', 'billing'] as const;
const OF_A_TICKET = [...KNOWN_BY, 'public'] as const;

/** Throws `CannotLook` where there is no such ticket. */
export const loadTicket = async (archive: Archive, written: string): Promise<TicketArchive> => {
  const ticketId = written.toUpperCase().replaceAll('-', '');
  const streams = [ticketId, written].flatMap((id) => OF_A_TICKET.map((category) => streamOf(category, id)));
  const entries = await readEntries(archive, [...new Set(streams)]);
  const own = entries.find(({ stream }) => categoryOf(stream) === 'ticket');
  if (!own) throw new CannotLook(`There is no ticket ${written} in ${archive.name}.`);
  const named = entries.flatMap(({ event }) =>
    'policyId' in event ? [streamOf('policy', String(event.policyId))] : [],
  );
  const policies = new Map<string, Recorded[]>();
  for (const { stream, event, stamp } of await readEntries(archive, [...new Set(named)]))
    policies.set(stream, [...(policies.get(stream) ?? []), { event, stamp }]);
  return { ticketId: subjectOf(own.stream), entries, policies };
};

const readEntries = async (archive: Archive, streams: readonly string[]): Promise<readonly TicketEntry[]> => {
  const entries: TicketEntry[] = [];
  await archive.read({ streams }, (events) => {
    for (const { stored, place } of events) entries.push({ stream: stored.stream, place, ...archive.open(stored) });
  });
  return entries;
};

/** What was known at `knownAt` of what had happened by `at`. */
export const cutTo = (entries: readonly TicketEntry[], { at, knownAt }: Cut): readonly TicketEntry[] => {
  const isOwn = ({ stream }: TicketEntry) => KNOWN_BY.some((own) => own === categoryOf(stream));
  const isRecorded = ({ stamp }: TicketEntry) => knownAt === undefined || ms(stamp.recordedAt) <= knownAt;
  const last = entries.findLastIndex((entry) => isOwn(entry) && isRecorded(entry));
  return entries.filter(
    (entry, n) =>
      (n <= last || (!isOwn(entry) && isRecorded(entry))) && (at === undefined || ms(entry.stamp.occurredAt) <= at),
  );
};

export const historyIn = (entries: readonly TicketEntry[], category: string): readonly Recorded[] =>
  entries.filter(({ stream }) => categoryOf(stream) === category).map(({ event, stamp }) => ({ event, stamp }));

/** What the server's own query handlers work with, over events that are at hand. Nothing can be appended. */
export const environmentOf = (
  ticketId: string,
  entries: readonly TicketEntry[],
  policies: Histories,
): CommandEnvironment => {
  const policyAt = policiesIn(policies);
  const read = async (stream: string, from = 0): Promise<readonly Recorded[]> =>
    subjectOf(stream) === ticketId
      ? historyIn(entries, categoryOf(stream)).filter(({ stamp }) => stamp.revision >= from)
      : [];
  const refuse = () => {
    throw new TypeError('An auditor appends nothing.');
  };
  const store: EventStore = {
    load: async (stream, fold) => {
      const history = await read(stream);
      return { state: replay(fold, history), revision: history.at(-1)?.stamp.revision ?? -1, commands: new Map() };
    },
    read,
    append: refuse,
    claim: refuse,
  };
  const pinned = async (policyId: string, version: number): Promise<Policy> => policyAt(policyId, version);
  return { store, policies: { pinned, inForce: refuse }, idOf: (name) => name };
};
