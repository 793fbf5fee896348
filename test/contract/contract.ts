// What every file of the contract starts from: one store, one client, names and ids that no other test uses.
import { randomUUID } from 'node:crypto';
import {
  type AppendExpectedRevision,
  type AppendResult,
  type BaseOptions,
  type EventData,
  EventStoreDBClient,
  jsonEvent,
  type RecordedEvent,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { streamNamed } from './names';
import { type Raw, rawClient } from './raw';
import { givenUser, start, type UnderTest } from './under-test';

/** Credentials are not sent without TLS, but a call that has them travels as Append instead of BatchAppend. */
export const AS_APPEND: BaseOptions = { credentials: givenUser ?? { username: 'admin', password: 'changeit' } };
export const TRANSPORTS: readonly (readonly [string, BaseOptions])[] = [
  ['BatchAppend', {}],
  ['Append', AS_APPEND],
];

/** The client's batches share one table for the whole module: one client a file, and Jest gives each file its own. */
export const contract = () => {
  let under: UnderTest | undefined;
  let client: EventStoreDBClient | undefined;
  let raw: Raw | undefined;
  const running = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error('The store is not running yet: ask for it inside a test.');
    return what;
  };
  beforeAll(async () => {
    under = await start();
    client = EventStoreDBClient.connectionString(under.url);
    raw = rawClient(under.address, under.way.credentials);
  }, 180_000);
  afterAll(async () => {
    await client?.dispose();
    raw?.close();
    await under?.stop();
  });
  return {
    get under() {
      return running(under);
    },
    get client() {
      return running(client);
    },
    get raw() {
      return running(raw);
    },
    /** The store still takes an append and gives it back: said after everything that tries to break it. */
    goesOn: async () => {
      const name = stream('goes-on');
      await running(client).appendToStream(name, event(), { expectedRevision: 'no_stream' });
      expect(await revisions(running(client), name)).toEqual([0]);
    },
  };
};

export const stream = (about = 'contract') => streamNamed(about);

/** Ids by number, the same for a number and fresh for every test. */
export const numberedIds = () => {
  const known = new Map<number, string>();
  return (n: number): string => {
    const id = known.get(n) ?? randomUUID();
    known.set(n, id);
    return id;
  };
};

export const event = (data: Record<string, string | number> = {}, type = 'Happened', id: string = randomUUID()) =>
  jsonEvent({ id, type, data });
export const events = (count: number, type = 'Happened') => Array.from({ length: count }, (_, n) => event({ n }, type));

export const all = async <T>(read: AsyncIterable<T>): Promise<T[]> => {
  const seen: T[] = [];
  for await (const one of read) seen.push(one);
  return seen;
};

export const recorded = async (
  read: AsyncIterable<{ event?: RecordedEvent | undefined }>,
): Promise<readonly RecordedEvent[]> => (await all(read)).flatMap(({ event: one }) => (one ? [one] : []));

export const revisions = async (client: EventStoreDBClient, name: string): Promise<number[]> =>
  (await recorded(client.readStream(name))).map(({ revision }) => Number(revision));

/** What is thrown, as a value; fails if nothing is. */
export const refusal = async (attempt: Promise<unknown> | AsyncIterable<unknown>): Promise<Error> => {
  try {
    if (Symbol.asyncIterator in attempt) await all(attempt);
    else await attempt;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It was accepted.');
};

export type Outcome = AppendResult | 'deleted' | { readonly actual: bigint | 'no_stream' };

/** An append as a value: what it answered, or which of the two refusals that the table knows. */
export const outcome = async (
  client: EventStoreDBClient,
  name: string,
  proposed: readonly EventData[],
  expectedRevision: AppendExpectedRevision,
  options: BaseOptions,
): Promise<Outcome> => {
  try {
    return await client.appendToStream(name, [...proposed], { expectedRevision, ...options });
  } catch (error) {
    if (error instanceof WrongExpectedVersionError) return { actual: error.actualVersion };
    if ((error as { type?: string }).type === 'stream-deleted') return 'deleted';
    throw error;
  }
};
