import { HttpLane } from './http-lane';

/** A request, ready to be sent. */
export type Ask = { readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };
/** Requests that must follow one another, such as those to one ticket. */
export type RequestStream = Iterable<Ask>;
export type Load = { readonly perSecond: number; readonly p99: number };

const AT_ONCE = 32;

/**
 * Sends requests, 32 at once where nothing else is said, each line by one connection from start to end, until `count` were answered. Milliseconds.
 * There must be more lines than that takes: nobody runs dry before the others. Throws where one is not answered 2xx.
 */
export const load = async (
  url: string,
  count: number,
  lines: Iterable<RequestStream>,
  atOnce = AT_ONCE,
): Promise<Load> => {
  const waiting = lines[Symbol.iterator]();
  const took: number[] = [];
  let begun = 0;
  const lane = async () => {
    const connection = new HttpLane(url);
    try {
      for (let next = waiting.next(); !next.done; next = waiting.next())
        for (const { path, headers, body } of next.value) {
          if (begun++ >= count) return;
          const from = performance.now();
          const reply = await connection.post(path, headers, body);
          took.push(performance.now() - from);
          if (reply.status >= 300) throw new Error(`POST ${path} was answered ${reply.status}: ${reply.body}`);
        }
    } finally {
      connection.close();
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: atOnce }, lane));
  const elapsed = performance.now() - from;
  if (took.length < count) throw new Error(`${took.length} of ${count} requests were sent: there were too few lines.`);
  took.sort((a, b) => a - b);
  return { perSecond: (count / elapsed) * 1000, p99: took[Math.floor(count * 0.99)] ?? Number.NaN };
};
