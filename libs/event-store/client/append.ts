import { channel } from 'node:diagnostics_channel';
import { jsonEvent, MaxAppendSizeExceededError, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import { type queueAsPromised, promise as queueOf } from 'fastq';
import type { Appended, LostRace } from '#kernel';
import type { Outgoing } from '../envelope/envelope';
import { StoreBusy, StoreRefused, StoreUnavailable, unstorable } from '../errors';
import { deadlineOf, outsideCommand } from './command-deadline';
import { messageOf } from './explain';
import { AttemptTimeout, isFinal, retryUntilAnswered, type StoreClientContext, within } from './retry';

type Append = { readonly stream: string; readonly expectedRevision: number; readonly events: readonly Outgoing[] };
/** Every append, once it is over, for whoever measures: nobody else is told. */
export const APPENDS = channel('faultline:append');
export type AppendOver = { readonly seconds: number; readonly outcome: 'written' | 'lost-race' | 'failed' };

type Job = Append & { readonly giveUpAt: number };
type AppendOutcome = Appended | LostRace;

const ADVICE =
  'Whether it was saved is not known. Send the same command, with the same id, again: it takes effect once.';
/**
 * The deadline that travels with an append is an instant, judged by the server's clock: by a host whose clock is some
 * seconds behind it would be over before it came. The server has a limit of its own; patience is kept here.
 */
const SERVER_DEADLINE_MS = 24 * 60 * 60 * 1_000;

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
    this.#queue = queueOf((job: Job) => outsideCommand(() => this.#untilAnswered(job)), inFlight);
  }

  /**
   * All events or none; 'lost-race' where the stream is not at `expectedRevision`. A retry whose first attempt was
   * saved and not answered is a success: the server recognises ids that follow the expected revision.
   */
  append(append: Append): Promise<AppendOutcome> {
    if (this.#queue.length() >= this.#waitingMax)
      throw new StoreBusy(
        `${this.#queue.length()} appends are waiting for the event store. Nothing was sent; try again later.`,
      );
    return timed(this.#queue.push({ ...append, giveUpAt: deadlineOf(this.#context.patience.totalMs) }));
  }

  async #untilAnswered(job: Job): Promise<AppendOutcome> {
    const { stream, expectedRevision, events, giveUpAt } = job;
    const what = `Appending ${events.length} events to ${stream} after revision ${expectedRevision}`;
    if (performance.now() >= giveUpAt)
      throw new StoreBusy(`${what} had to wait too long. Nothing was sent; try again.`);
    try {
      return await retryUntilAnswered({ what, advice: ADVICE, giveUpAt }, this.#context, () => this.#once(job));
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

  async #once({ stream, expectedRevision, events, giveUpAt }: Job): Promise<Appended> {
    const { connection, names, patience } = this.#context;
    const began = performance.now();
    const sent = connection.client.appendToStream(
      names.inStore(stream),
      events.map(({ eventId: id, type, data, metadata }) => jsonEvent({ id, type, data, metadata })),
      {
        expectedRevision: expectedRevision === -1 ? NO_STREAM : BigInt(expectedRevision),
        deadline: SERVER_DEADLINE_MS,
      },
    );
    for (;;)
      try {
        const left = Math.max(1, Math.min(patience.attemptMs, giveUpAt - performance.now()));
        const { nextExpectedRevision, position } = await within(left, sent);
        return { revision: Number(nextExpectedRevision), ...(position && { position: String(position.commit) }) };
      } catch (error) {
        // A repeat would be dropped while the first is in flight. Only where the connection is dead is it not.
        const isWaiting = error instanceof AttemptTimeout && !connection.isSilent(patience.attemptMs, began);
        if (!isWaiting || performance.now() >= giveUpAt) throw error;
      }
  }
}

const timed = async (appending: Promise<AppendOutcome>): Promise<AppendOutcome> => {
  const began = performance.now();
  const over = (outcome: AppendOver['outcome']) =>
    APPENDS.publish({ seconds: (performance.now() - began) / 1_000, outcome } satisfies AppendOver);
  try {
    const answer = await appending;
    over(answer === 'lost-race' ? answer : 'written');
    return answer;
  } catch (error) {
    over('failed');
    throw error;
  }
};
