import { type ResolvedEvent, StreamNotFoundError } from '@eventstore/db-client';
import { type queueAsPromised, promise as queueOf } from 'fastq';
import { StoreBusy, StoreRefused } from '../errors';
import { deadlineOf, outsideCommand } from './command-deadline';
import { messageOf } from './explain';
import { AttemptTimeout, isFinal, retryUntilAnswered, type StoreClientContext } from './retry';

export type ReadEvent = NonNullable<ResolvedEvent['event']>;
type Page = { readonly stream: string; readonly from: number; readonly count: number };
type Job = Page & { readonly giveUpAt: number };

const PAGE = 500;
/** A connection carries 100 calls; the next one waits without a sign. Subscriptions and the appends need some of them. */
const IN_FLIGHT_MAX = 48;
/** A page that takes longer says that the line is full: fewer at once, and some of them are answered in time. */
const SLOW_MS = 1_000;
const WAITING_MAX = 480;
const ADVICE = 'Nothing was changed. Try again.';

/** Reads streams forwards, page by page, a bounded number at a time; each page is tried until it is whole. */
export class Reader {
  readonly #context: StoreClientContext;
  readonly #queue: queueAsPromised<Job, readonly ReadEvent[]>;
  readonly #fewest: number;

  /** `first`: how many reads are sent at once before it is known how many the line bears. */
  constructor(context: StoreClientContext, first: number) {
    this.#context = context;
    this.#queue = queueOf((job: Job) => outsideCommand(() => this.#measured(job)), first);
    this.#fewest = first;
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
    if (this.#queue.length() >= WAITING_MAX)
      throw new StoreBusy(`${this.#queue.length()} reads are waiting for the event store. Try again later.`);
    return this.#queue.push({ stream, from, count, giveUpAt: deadlineOf(this.#context.patience.totalMs) });
  }

  async #measured(job: Job): Promise<readonly ReadEvent[]> {
    const began = performance.now();
    try {
      return await this.#untilAnswered(job);
    } finally {
      const isSlow = performance.now() - began > SLOW_MS;
      this.#queue.concurrency = isSlow
        ? Math.max(this.#fewest, this.#queue.concurrency >> 1)
        : Math.min(IN_FLIGHT_MAX, this.#queue.concurrency + 1);
    }
  }

  async #untilAnswered({ giveUpAt, ...page }: Job): Promise<readonly ReadEvent[]> {
    const what = `Reading ${page.stream} from revision ${page.from}`;
    if (performance.now() >= giveUpAt) throw new StoreBusy(`${what} had to wait too long for others. ${ADVICE}`);
    try {
      return await retryUntilAnswered({ what, advice: ADVICE, giveUpAt }, this.#context, () =>
        this.#once(page, giveUpAt),
      );
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      if (!isFinal(error)) throw error;
      throw new StoreRefused(`${what} was refused by the event store: ${messageOf(error)}`, { cause: error });
    }
  }

  /**
   * One attempt. While bytes flow over the connection the call is left alone for twice the time: a line that is slow,
   * or busy with others, is not helped by asking again.
   */
  #once({ stream, from, count }: Page, giveUpAt: number): Promise<readonly ReadEvent[]> {
    const { connection, names, patience, requiresLeader } = this.#context;
    const { attemptMs } = patience;
    return new Promise((resolve, reject) => {
      const events: ReadEvent[] = [];
      const read = connection.client.readStream(
        names.inStore(stream),
        { fromRevision: BigInt(from), maxCount: count, requiresLeader },
        { highWaterMark: count },
      );
      let silentSince = performance.now();
      const look = () => {
        const now = performance.now();
        const isPatient = now - silentSince < 2 * attemptMs && !connection.isSilent(attemptMs, silentSince);
        if (now < giveUpAt && isPatient) {
          timer = setTimeout(look, Math.max(1, Math.min(attemptMs, giveUpAt - now)));
          return;
        }
        reject(new AttemptTimeout(now - silentSince));
        // Without this the call would stay open on the server.
        read.cancel().catch(() => {});
      };
      let timer = setTimeout(look, Math.max(1, Math.min(attemptMs, giveUpAt - silentSince)));
      read.on('data', ({ event }: ResolvedEvent) => {
        silentSince = performance.now();
        if (event) events.push(event);
      });
      read.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      read.on('end', () => {
        clearTimeout(timer);
        resolve(events);
      });
    });
  }
}
