import { jsonEvent, MaxAppendSizeExceededError, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import { type queueAsPromised, promise as queueOf } from 'fastq';
import type { Appended, LostRace } from '#kernel';
import type { Outgoing } from '../envelope/envelope';
import { StoreBusy, StoreRefused, StoreUnavailable, unstorable } from '../errors';
import { isFinal, messageOf, retryUntilAnswered, type StoreClientContext, within } from './retry';

type Job = { readonly stream: string; readonly expectedRevision: number; readonly events: readonly Outgoing[] };
type AppendOutcome = Appended | LostRace;

const ADVICE =
  'Whether it was saved is not known. Send the same command, with the same id, again: it takes effect once.';

/** Sends appends, a bounded number at a time, each until it is answered: always the same ids at the same revision. */
export class Appender {
  readonly #context: StoreClientContext;
  readonly #queue: queueAsPromised<Job, AppendOutcome>;
  readonly #waitingMax: number;

  constructor(context: StoreClientContext, inFlight: number) {
    if (!(inFlight >= 1 && inFlight <= 256))
      throw new RangeError(`appendsInFlight is ${inFlight}; it must be 1 to 256.`);
    this.#context = context;
    this.#waitingMax = inFlight * 10;
    this.#queue = queueOf((job: Job) => this.#untilAnswered(job), inFlight);
  }

  /**
   * All events or none; 'lost-race' where the stream is not at `expectedRevision`. A retry whose first attempt was
   * saved and not answered is a success: the server recognises ids that follow the expected revision.
   */
  append(job: Job): Promise<AppendOutcome> {
    if (this.#queue.length() >= this.#waitingMax)
      throw new StoreBusy(
        `${this.#queue.length()} appends are waiting for the event store. Nothing was sent; try again later.`,
      );
    return this.#queue.push(job);
  }

  async #untilAnswered(job: Job): Promise<AppendOutcome> {
    const what = `Appending ${job.events.length} events to ${job.stream} after revision ${job.expectedRevision}`;
    try {
      return await retryUntilAnswered(what, ADVICE, this.#context, () => this.#once(job));
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) return 'lost-race';
      if (error instanceof StoreUnavailable || !isFinal(error)) throw error;
      if (error instanceof MaxAppendSizeExceededError)
        throw unstorable(
          `${what} is more than the store takes at once (${error.maxAppendSize} bytes). Say it shorter.`,
        );
      throw new StoreRefused(`${what} was refused by the event store: ${messageOf(error)}`, { cause: error });
    }
  }

  async #once({ stream, expectedRevision, events }: Job): Promise<Appended> {
    const { connection, names } = this.#context;
    const { attemptMs } = this.#context.patience;
    const sent = connection.client.appendToStream(
      names.inStore(stream),
      events.map(({ eventId: id, type, data, metadata }) => jsonEvent({ id, type, data, metadata })),
      { expectedRevision: expectedRevision === -1 ? NO_STREAM : BigInt(expectedRevision), deadline: attemptMs },
    );
    // The server keeps the deadline and says so; ours, a little later, is for a server that says nothing at all.
    const { nextExpectedRevision, position } = await within(attemptMs + 500, sent);
    return { revision: Number(nextExpectedRevision), ...(position && { position: String(position.commit) }) };
  }
}
