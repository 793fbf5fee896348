import { type EventStoreDBClient, type ResolvedEvent, StreamNotFoundError } from '@eventstore/db-client';
import { StoreRefused } from './errors';
import type { Names } from './names';
import type { Log } from './options';
import { isFinal, messageOf, type Patience, patiently } from './patience';

export type ReadEvent = NonNullable<ResolvedEvent['event']>;
const PAGE = 500;

/** Reads streams forwards, page by page; each page is tried until it is whole. */
export class Reader {
  readonly #client: EventStoreDBClient;
  readonly #names: Names;
  readonly #patience: Patience;
  readonly #log: Log | undefined;

  constructor(client: EventStoreDBClient, names: Names, patience: Patience, log: Log | undefined) {
    this.#client = client;
    this.#names = names;
    this.#patience = patience;
    this.#log = log;
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
      return await patiently(what, 'Try again.', this.#patience, this.#log, () => this.#once(stream, from, count));
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      if (!isFinal(error)) throw error;
      throw new StoreRefused(`${what} was refused by the event store: ${messageOf(error)}`, { cause: error });
    }
  }

  #once(stream: string, from: number, count: number): Promise<readonly ReadEvent[]> {
    const { attemptMs } = this.#patience;
    return new Promise((resolve, reject) => {
      const events: ReadEvent[] = [];
      const read = this.#client.readStream(
        this.#names.inStore(stream),
        { fromRevision: BigInt(from), maxCount: count },
        { highWaterMark: count },
      );
      const timer = setTimeout(() => {
        reject(new Error(`no answer within ${attemptMs} ms`));
        // Without this the call would stay open on the server.
        read.cancel().catch(() => {});
      }, attemptMs);
      const settle = (settled: () => void) => () => {
        clearTimeout(timer);
        settled();
      };
      read.on('data', ({ event }: ResolvedEvent) => {
        if (event) events.push(event);
      });
      read.on('error', (error) => settle(() => reject(error))());
      read.on(
        'end',
        settle(() => resolve(events)),
      );
    });
  }
}
