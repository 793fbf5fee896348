import { type ResolvedEvent, StreamNotFoundError } from '@eventstore/db-client';
import { StoreRefused } from '../errors';
import { AttemptTimeout, isFinal, messageOf, retryUntilAnswered, type StoreClientContext } from './retry';

export type ReadEvent = NonNullable<ResolvedEvent['event']>;
const PAGE = 500;

/** Reads streams forwards, page by page; each page is tried until it is whole. */
export class Reader {
  readonly #context: StoreClientContext;

  constructor(context: StoreClientContext) {
    this.#context = context;
  }

  /** The events from revision `from` (inclusive) to the tail as it is now, at most `max`; none where there is no stream. */
  async *read(
    stream: string,
    from: number,
    max = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<ReadEvent, void, undefined> {
    for (let next = from, left = max; left > 0; ) {
      const count = Math.min(PAGE, left);
      const page = await this.page(stream, next, count);
      yield* page;
      if (page.length < count) return;
      next += page.length;
      left -= page.length;
    }
  }

  async page(stream: string, from: number, count: number): Promise<readonly ReadEvent[]> {
    const what = `Reading ${stream} from revision ${from}`;
    try {
      return await retryUntilAnswered(what, 'Try again.', this.#context, () => this.#once(stream, from, count));
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      if (!isFinal(error)) throw error;
      throw new StoreRefused(`${what} was refused by the event store: ${messageOf(error)}`, { cause: error });
    }
  }

  #once(stream: string, from: number, count: number): Promise<readonly ReadEvent[]> {
    const { connection, names } = this.#context;
    const { attemptMs } = this.#context.patience;
    return new Promise((resolve, reject) => {
      const events: ReadEvent[] = [];
      const read = connection.client.readStream(
        names.inStore(stream),
        { fromRevision: BigInt(from), maxCount: count },
        { highWaterMark: count },
      );
      const silence = setTimeout(() => {
        reject(new AttemptTimeout(attemptMs));
        // Without this the call would stay open on the server.
        read.cancel().catch(() => {});
      }, attemptMs);
      read.on('data', ({ event }: ResolvedEvent) => {
        silence.refresh();
        if (event) events.push(event);
      });
      read.on('error', (error) => {
        clearTimeout(silence);
        reject(error);
      });
      read.on('end', () => {
        clearTimeout(silence);
        resolve(events);
      });
    });
  }
}
