// What lies in a store that nobody else has open, read with the official client.
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startNode } from '#embedded-store';

export type StoredEvent = {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly commandId: string;
  readonly actor: string;
  readonly recordedAt: string;
  readonly data: unknown;
};
export type Everything = {
  readonly all: readonly StoredEvent[];
  readonly streams: ReadonlyMap<string, readonly StoredEvent[]>;
};

/** All that lies in a directory that nobody has open. */
export const everythingIn = async (dir: string): Promise<Everything> => {
  const node = await startNode({ dir });
  const client = EventStoreDBClient.connectionString(node.url);
  try {
    return await everythingAt(client);
  } finally {
    await client.dispose();
    await node.close();
  }
};

/**
 * All there is: $all, and by itself every stream that it names. Without events of the system, and on a store that is
 * shared without those of others: streams are called what they are called behind the prefix.
 */
export const everythingAt = async (client: EventStoreDBClient, prefix = ''): Promise<Everything> => {
  const isOurs = ({ streamId }: Read) => streamId.startsWith(prefix) && !streamId.startsWith('$');
  const all: StoredEvent[] = [];
  for await (const { event } of client.readAll()) if (event && isOurs(event)) all.push(stored(event, prefix));
  const streams = new Map<string, readonly StoredEvent[]>();
  for (const stream of new Set(all.map((event) => event.stream))) {
    const alone: StoredEvent[] = [];
    for await (const { event } of client.readStream(prefix + stream)) if (event) alone.push(stored(event, prefix));
    streams.set(stream, alone);
  }
  return { all, streams };
};

/** How long it has to have been quiet; and when whoever is not at rest never will be. */
const QUIET_MS = 700;
const RESTS_WITHIN_MS = 60_000;

/**
 * All there is, once nobody adds to it any more. A decision whose process was killed still holds what it reserved, and is
 * finished by another one seconds later: until then it is quiet, and not at rest.
 */
export const everythingAtRest = async (client: EventStoreDBClient, prefix = ''): Promise<Everything> => {
  const until = performance.now() + RESTS_WITHIN_MS;
  for (let before = -1; ; ) {
    const everything = await everythingAt(client, prefix);
    const reserved = reservedIn(everything);
    if (everything.all.length === before && reserved.length === 0) return everything;
    if (performance.now() > until)
      throw new Error(`It never comes to rest; reserved: ${reserved.join(', ') || 'nothing'}.`);
    before = everything.all.length;
    await pause(QUIET_MS);
  }
};

/** The streams that wait for a decision on others to be finished. */
const reservedIn = ({ streams }: Everything): readonly string[] =>
  [...streams].flatMap(([stream, events]) => {
    const reserved = events.findLastIndex(({ type }) => type === 'TicketReserved' || type === 'LedgerReserved');
    return reserved < 0 || events.slice(reserved).some(endsReservation) ? [] : [stream];
  });

/** It was given up, or that for which it was reserved is here. */
const endsReservation = ({ type, data }: StoredEvent): boolean =>
  ['TicketReleased', 'LedgerReleased', 'MergeAbsorbed'].includes(type) ||
  (type === 'FactNoted' && (data as { fact: { kind: string } }).fact.kind === 'merged');

type Read = { streamId: string; revision: bigint; id: string; type: string; data: unknown; metadata: unknown };

const stored = ({ streamId, revision, id, type, data, metadata }: Read, prefix: string): StoredEvent => {
  const { commandId, actor, recordedAt } = metadata as { commandId: string; actor: { id: string }; recordedAt: string };
  const stream = streamId.slice(prefix.length);
  return { stream, revision: Number(revision), id, type, commandId, actor: actor.id, recordedAt, data };
};
