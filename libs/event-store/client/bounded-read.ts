import { setTimeout as pause } from 'node:timers/promises';
import { AttemptTimeout } from './retry';

/** A read of the client: a stream of events, with a call behind it. */
type ClientRead<E> = AsyncIterable<E> & {
  cancel(): Promise<void>;
  destroy(): unknown;
  on(event: 'error', listener: () => void): unknown;
};

/**
 * Takes a read to its end, or cancels its call after `ms`: the client gives every read an endless deadline, whatever it
 * is asked for. Without the cancellation the call would stay open on the server, and `dispose` would wait for it.
 */
export const readWithin = async <E>(ms: number, read: ClientRead<E>, take: (event: E) => void): Promise<void> => {
  const isOver = new AbortController();
  read.on('error', () => {}); // one that comes after the end would be nobody's, and end the process
  const late = pause(ms, undefined, { signal: isOver.signal }).then(
    () => {
      read.cancel().catch(() => {}); // its connection is not even there
      read.destroy();
      throw new AttemptTimeout(ms);
    },
    () => {},
  );
  const taking = async () => {
    for await (const event of read) take(event);
  };
  try {
    await Promise.race([taking(), late]);
  } finally {
    isOver.abort();
  }
};
