import type { Expected } from '../semantics/append-decision';
import type { BatchAppendOptions, BatchAppendReq, ProposedMessage } from './codec';
import { tooLarge } from './failure';
import type { NodeServices } from './node-services';
import { expectedOf, type Proposed, proposedEvent, sizeOf } from './request-fields';
import { appendableStream } from './write-access';

type Limits = Pick<NodeServices, 'keepsStreams' | 'maxAppendBytes'>;
export type Correlation = BatchAppendReq['correlation_id'] & object;
export type AppendTarget = { readonly stream: string; readonly expected: Expected };

/** One append of a BatchAppend, from its first chunk to its answer. */
export class PendingAppend {
  readonly correlation: Correlation;
  readonly options: BatchAppendOptions;
  /** Milliseconds since 1970; infinite where the client set none. */
  readonly deadline: number;
  readonly events: Proposed[] = [];
  bytes = 0;
  /** Its last chunk has come: it is on its way to the disk. */
  isComplete = false;
  #target: AppendTarget | undefined;

  constructor(correlation: Correlation, options: BatchAppendOptions, now: number) {
    this.correlation = correlation;
    this.options = options;
    this.deadline = deadlineOf(options, now);
  }

  /** Throws `CallFailure` where the options name no stream that may be written to, or no revision. */
  targetWithin(limits: Limits): AppendTarget {
    const { stream_identifier, stream_position, ...named } = this.options;
    this.#target ??= {
      stream: appendableStream(limits, stream_identifier),
      expected: stream_position === undefined ? expectedOf(named) : { revision: BigInt(stream_position) },
    };
    return this.#target;
  }

  /** Takes the events of one chunk. Throws `CallFailure` at the first that is wrong, or too much. */
  take(proposed: readonly ProposedMessage[], limits: Limits): void {
    this.targetWithin(limits); // what is wrong with it is said at the first chunk
    for (const message of proposed) {
      const event = proposedEvent(message);
      this.bytes += sizeOf(event);
      if (this.bytes > limits.maxAppendBytes) throw tooLarge(limits.maxAppendBytes);
      this.events.push(event);
    }
  }
}

const deadlineOf = ({ deadline_21_10_0: instant, deadline: span }: BatchAppendOptions, now: number): number => {
  const time = instant ?? span;
  if (time === undefined) return Number.POSITIVE_INFINITY;
  const milliseconds = Number(time.seconds ?? 0) * 1000 + (time.nanos ?? 0) / 1e6;
  return instant ? milliseconds : now + milliseconds;
};
