// Server-sent events: what is read of the feed, for as long as the other end listens and reads.

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export type Sent = { readonly id: string; readonly data: unknown };
/** The next ones behind an id; none where there is nothing new. */
type Next = (after: string | undefined) => Promise<readonly Sent[]>;

/** How long somebody who has everything waits before it is looked again. */
const LOOK_MS = 100;
/** A comment now and then: whoever is between us keeps the connection, and whoever is gone is noticed. */
const BEAT_MS = 15_000;
/** What a browser waits before it connects again. */
const RETRY_MS = 2_000;
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/**
 * Sends everything behind `after`, and whatever comes, until the other end goes away or `signal` says so. It reads on
 * only when the other end has taken what it was sent. What cannot be read ends the stream: the other end comes back.
 */
export const sendEvents = async (
  response: ServerResponse,
  {
    after,
    first,
    next,
    signal,
  }: { after: string | undefined; first: readonly Sent[]; next: Next; signal: AbortSignal },
): Promise<void> => {
  const ending = new AbortController();
  const end = () => ending.abort();
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  response.once('close', end);
  const ended = ending.signal;
  response.writeHead(200, STREAM_HEADERS);
  let last = after;
  let saidAt = performance.now();
  const say = async (text: string): Promise<void> => {
    saidAt = performance.now();
    if (!response.write(text)) await once(response, 'drain', { signal: ended });
  };
  try {
    await say(`retry: ${RETRY_MS}\n\n`);
    for (let news = first; !ended.aborted; news = await next(last)) {
      for (const { id, data } of news) await say(`id: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
      last = news.at(-1)?.id ?? last;
      if (news.length > 0) continue;
      if (performance.now() - saidAt >= BEAT_MS) await say(': still here\n\n');
      await pause(LOOK_MS, undefined, { signal: ended });
    }
  } catch {
    // It went away, we stop, or the views do not answer: in any case it comes back and says where it was.
  } finally {
    signal.removeEventListener('abort', end);
    response.end();
  }
};
