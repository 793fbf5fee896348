// Writers through the real client, as many and as mixed as Faultline's own; each outcome goes into the ledger.
import { type EventStoreDBClient, StreamNotFoundError, WrongExpectedVersionError } from '@eventstore/db-client';
import type { Chance } from './chance';
import type { Attempt, Found, Ledger } from './ledger';
import { found, type Proposed, proposed } from './words';

/** Not sent without TLS; an append that has them travels as Append and not as BatchAppend. */
const AS_APPEND = { credentials: { username: 'rig', password: 'rig' } };
const WRITERS = 8;

export type LoadAccount = {
  readonly ledger: Ledger;
  /** The events of each attempt, to say them again word by word. */
  readonly words: Map<Attempt, readonly Proposed[]>;
  /** Last revision of each stream, as far as it is known. */
  readonly heads: Map<string, number>;
};

const RACE = 'race';
const isContended = (stream: string) => stream.endsWith(RACE);

const expectation = (after: number) => (after === -1 ? ('no_stream' as const) : BigInt(after));

/** Says an append, for the first time or again, and notes the outcome. False where it is not known. */
export const say = async (
  client: EventStoreDBClient,
  told: LoadAccount,
  attempt: Attempt,
  plainly: boolean,
): Promise<boolean> => {
  const events = (told.words.get(attempt) ?? []).map(({ event }) => event);
  const options = { expectedRevision: expectation(attempt.after), ...(plainly ? AS_APPEND : {}) };
  try {
    const { nextExpectedRevision, position } = await client.appendToStream(attempt.stream, events, options);
    attempt.acknowledged = { revision: Number(nextExpectedRevision), position: position?.commit };
    told.heads.set(attempt.stream, Math.max(Number(nextExpectedRevision), told.heads.get(attempt.stream) ?? -1));
    return true;
  } catch (error) {
    if (!(error instanceof WrongExpectedVersionError)) return false;
    attempt.refused = true;
    told.heads.set(attempt.stream, error.actualVersion === 'no_stream' ? -1 : Number(error.actualVersion));
    return true;
  }
};

const attempted = (chance: Chance, told: LoadAccount, stream: string): Attempt => {
  const count = chance.happens(0.7) ? 1 : 1 + chance.below(6);
  const words = Array.from({ length: count }, () => proposed(chance));
  const attempt = {
    stream,
    after: told.heads.get(stream) ?? -1,
    events: words.map(({ sent }) => sent),
    contended: isContended(stream),
  };
  told.words.set(attempt, words);
  return told.ledger.attempted(attempt);
};

/** Writes until the node is gone. Every writer has streams of its own, and all share one that they race for. */
export const write = async (
  client: EventStoreDBClient,
  chance: Chance,
  told: LoadAccount,
  life: string,
  isOver: () => boolean,
) => {
  const writer = async (own: number) => {
    while (!isOver()) {
      const stream = chance.happens(0.1) ? `${life}-${RACE}` : `${life}-${own}-${chance.below(3)}`;
      if (!(await say(client, told, attempted(chance, told, stream), chance.happens(0.3)))) return;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, own) => writer(own)));
};

/** Reads along, as any projection would: what it has seen must stay. */
export const readAlong = (client: EventStoreDBClient, { ledger }: LoadAccount): { stop(): Promise<void> } => {
  const subscription = client.subscribeToAll({ fromPosition: 'end' });
  subscription.on('error', () => {});
  subscription.on('data', ({ event }) => {
    if (event && !event.streamId.startsWith('$')) ledger.read(found(event));
  });
  return { stop: () => subscription.unsubscribe() };
};

/** All there is: $all, and by itself every stream that it names or that was ever written to. */
export const everything = async (client: EventStoreDBClient, { attempts }: Ledger) => {
  const all: Found[] = [];
  for await (const { event } of client.readAll()) if (event && !event.streamId.startsWith('$')) all.push(found(event));
  const streams = new Map<string, readonly Found[]>();
  for (const stream of new Set([...all, ...attempts].map((one) => one.stream))) {
    const alone: Found[] = [];
    try {
      for await (const { event } of client.readStream(stream)) if (event) alone.push(found(event));
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
    }
    streams.set(stream, alone);
  }
  return { all, streams };
};
