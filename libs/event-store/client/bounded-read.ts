import { setTimeout as pause } from 'node:timers/promises';
import type { AllStreamResolvedEvent, ReadAllOptions } from '@eventstore/db-client';
import type { Connection } from './connection';
import { AttemptTimeout, within } from './retry';

/** A read of the client: a stream of events, with a call behind it. */
type ClientRead<E> = AsyncIterable<E> & {
  cancel(): Promise<void>;
  destroy(): unknown;
  on(event: 'error', listener: () => void): unknown;
};

/**
 * Takes a read to its end, or cancels its call after `ms`, or where `take` throws: the client gives every read an endless
 * deadline, whatever it is asked for. Without the cancellation the call would stay open on the server, and `dispose` would
 * wait for it.
 */
const readWithin = async <E>(ms: number, read: ClientRead<E>, take: (event: E) => void): Promise<void> => {
  const isOver = new AbortController();
  read.on('error', () => {}); // one that comes after the end would be nobody's, and end the process
  const late = pause(ms, undefined, { signal: isOver.signal }).then(
    () => {
      throw new AttemptTimeout(ms);
    },
    () => {},
  );
  const taking = async () => {
    for await (const event of read) take(event);
  };
  try {
    await Promise.race([taking(), late]);
  } catch (error) {
    read.cancel().catch(() => {}); // its connection is not even there
    read.destroy();
    throw error;
  } finally {
    isOver.abort();
  }
};

/** The same for a part of `$all`. Finding a node to ask, which in a cluster takes what the gossip takes, counts as well. */
export const readAllWithin = async (
  ms: number,
  { client, ready }: Pick<Connection, 'client' | 'ready'>,
  options: ReadAllOptions,
  take: (event: AllStreamResolvedEvent) => void,
): Promise<void> => {
  const until = performance.now() + ms;
  await within(ms, ready());
  await readWithin(Math.max(1, until - performance.now()), client.readAll(options), take);
};
