import type { Delivered } from '../envelope/stored';
import type { Checkpoint } from './checkpoint';

/** What to do about an event that could not be handled. There is no fourth: nothing is logged and skipped. */
export type FailureAction =
  /** Hand it over again, after a pause that grows to 30 seconds. */
  | 'retry'
  /** The consumer has noted, durably, that this stream waits for a person; the next event comes. */
  | 'park'
  /** Stop here. `done` tells why. */
  | 'halt';

/** Which event it was; all that is known of one that cannot be read. */
export type EventReference = {
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  /** To be kept where the answer is 'park'. */
  readonly checkpoint: Checkpoint;
};

export const referenceTo = ({ stream, stamp, event, checkpoint }: Delivered): EventReference => ({
  stream,
  revision: stamp.revision,
  eventId: stamp.eventId,
  type: event.type,
  checkpoint,
});

/** Who reads the whole store in order: a projector, a process. Events come one at a time, or in batches, never two at once. */
export type Consumer = {
  /** For logs and metrics. */
  readonly name: string;
  /** How the names of the streams begin that it wants: 'ticket-', 'sla-'. */
  readonly prefixes: readonly string[];
  /** Nothing at or before this checkpoint is handed over. */
  readonly from: Checkpoint | 'start';
  /** Reads for itself, its own streams only: cheaper for whoever reads much and then ends. All others share one reading. */
  readonly alone?: true;
  /**
   * Called where `handle` threw, and where the event is an `UnreadableEvent`; `attempt` counts from 1. A batch that
   * fails is handed over again one event at a time first. Throwing halts.
   */
  onFailure(error: unknown, reference: EventReference, attempt: number): FailureAction | Promise<FailureAction>;
  /** Called when everything that was stored has been handled, and again each time after having been behind. */
  onCaughtUp?(): void | Promise<void>;
  /**
   * Called now and then while nothing is for it, and at the end: everything up to this event of somebody else's streams
   * was considered. From there it may begin again.
   */
  onPassed?(checkpoint: Checkpoint): void | Promise<void>;
} & (
  | { handle(delivered: Delivered): void | Promise<void> }
  | {
      /** Up to `batchMax` (100) events that are there already; it never waits to fill one. */
      handleBatch(batch: readonly Delivered[]): void | Promise<void>;
      readonly batchMax?: number;
    }
);

/** Who takes batches. */
export type BatchConsumer = Extract<Consumer, { handleBatch: unknown }>;

export type Ending = { readonly how: 'stopped' } | { readonly how: 'halted'; readonly error: unknown };

/** A consumer at work. */
export type Consumption = {
  readonly name: string;
  /** The last event that was handled or parked. */
  readonly checkpoint: Checkpoint | 'start';
  readonly state: 'behind' | 'live' | 'retrying' | 'stopped' | 'halted';
  /** What somebody should look at although it runs. */
  readonly problem?: string | undefined;
  /** Never rejects. */
  readonly done: Promise<Ending>;
  /** Lets the event at hand finish and hands over no more. */
  stop(): Promise<void>;
};
