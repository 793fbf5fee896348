import { setTimeout as pause } from 'node:timers/promises';
import {
  type AllStreamRecordedEvent,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  type Position,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { messageOf } from '../client/explain';
import { backoffMs, isFinal } from '../client/retry';
import { StoreMismatch, StoreRefused } from '../errors';
import type { Log } from '../options';
import { type Gap, GapCheck } from './gap-check';
import { type From, isBefore, isPlace } from './position-order';

/** What comes out of a source, in order: an event, or that everything up to a position was considered. */
export type Item =
  | { readonly kind: 'event'; readonly at: Position; readonly event: AllStreamRecordedEvent }
  | { readonly kind: 'considered'; readonly at: Position }
  | { readonly kind: 'caught-up' };

export type SubscriptionOptions = {
  readonly client: EventStoreDBClient;
  /** Resolves once there is a node to subscribe at. */
  readonly ready: () => Promise<unknown>;
  readonly requiresLeader: boolean;
  /** As the streams are called in the store. */
  readonly prefixes: readonly string[];
  readonly from: From;
  /** Asked before every new subscription but the first: is what was handed over last still where it was? */
  readonly verify: (last: AllStreamRecordedEvent) => Promise<void>;
  /** The subscription was lost; items stop until it is there again. */
  readonly onLost?: () => void;
  /** In how many milliseconds the store must have confirmed a subscription (60,000). */
  readonly confirmsWithinMs?: number;
  readonly log?: Log | undefined;
};

/** Behind all that others are sent first over a narrow line. One that is taken and never confirmed would be deaf for ever. */
const CONFIRMS_WITHIN_MS = 60_000;

/** How many events wait between the client and us. */
const BUFFER = 256;

/**
 * Everything that is and will be in the streams with the prefixes, in the order of the store, for ever. Subscribes anew
 * after every loss, behind the last event that was taken; drops what comes twice; reads again where an event is
 * missing. `take` throws only for good.
 */
export class CatchUpSubscription {
  readonly #options: SubscriptionOptions;
  readonly #gaps = new GapCheck();
  #from: From;
  #last: AllStreamRecordedEvent | undefined;
  #subscription: AllStreamSubscription | undefined;
  #failures = 0;
  readonly #stopped = new AbortController();

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#from = options.from;
  }

  /** The next items, at least one and at most `max`; none once the source was stopped. */
  async take(max: number): Promise<readonly Item[]> {
    while (!this.#stopped.signal.aborted) {
      try {
        this.#subscription ??= await this.#subscribe();
        const items = this.#sift(await drain(this.#subscription, max));
        if (items.length > 0) {
          this.#failures = 0;
          return items;
        }
      } catch (error) {
        if (!this.#stopped.signal.aborted) await this.#lost(error);
      }
    }
    return [];
  }

  stop(): void {
    this.#stopped.abort();
    this.#drop();
  }

  async #subscribe(): Promise<AllStreamSubscription> {
    if (this.#last) await this.#options.verify(this.#last);
    const { client, ready, prefixes, requiresLeader, confirmsWithinMs = CONFIRMS_WITHIN_MS } = this.#options;
    await ready();
    const subscription = client.subscribeToAll(
      {
        fromPosition: this.#from === 'start' ? START : this.#from,
        requiresLeader,
        filter: streamNameFilter({
          prefixes: [...prefixes],
          maxSearchWindow: 512,
          checkpointInterval: 2,
          // Queued behind the events that came before it.
          checkpointReached: async (reached, considered) => {
            reached.push({ considered });
          },
        }),
      },
      { highWaterMark: BUFFER },
    );
    subscription.on('caughtUp', () => subscription.push({ caughtUp: true }));
    const unconfirmed = setTimeout(() => subscription.destroy(new Error(UNCONFIRMED)), confirmsWithinMs);
    for (const told of ['confirmation', 'close'] as const) subscription.once(told, () => clearTimeout(unconfirmed));
    // The client tells of an error and leaves the stream open; whoever drains it later must find it closed.
    subscription.on('error', (error) => subscription.destroy(error));
    return subscription;
  }

  #sift(raw: readonly Raw[]): Item[] {
    const items: Item[] = [];
    for (const one of raw) {
      if ('caughtUp' in one) items.push({ kind: 'caught-up' });
      else if ('considered' in one) this.#considered(one.considered, items);
      else if (one.event && this.#came(one.event, items) === 'rewound') break;
    }
    return items;
  }

  #came(event: AllStreamRecordedEvent, items: Item[]): 'rewound' | undefined {
    const seen = this.#gaps.see(event);
    if (seen === 'twice') return undefined;
    if (seen !== 'next') {
      this.#rewind(seen);
      return 'rewound';
    }
    const { position } = event;
    this.#last = event;
    if (isBefore(this.#from, position)) this.#from = position;
    items.push({ kind: 'event', at: position, event });
    return undefined;
  }

  #considered(position: Position, items: Item[]): void {
    if (!isPlace(position) || !isBefore(this.#from, position)) return;
    this.#from = position;
    items.push({ kind: 'considered', at: position });
  }

  /** An event did not come. Read again from where its stream was last seen; what came since will come twice. */
  #rewind({ stream, after, before, commit }: Gap): void {
    this.#options.log?.error({ stream, after, before }, 'an event is missing from the subscription, reading again');
    this.#drop();
    this.#from = { commit, prepare: commit };
  }

  async #lost(error: unknown): Promise<void> {
    this.#drop();
    this.#options.onLost?.();
    const wait = backoffMs(++this.#failures, 2_000);
    // Once an outage: that the store is away is said elsewhere.
    if (this.#failures === 1)
      this.#options.log?.warn({ error: messageOf(error) }, 'subscription lost, subscribing again');
    if (error instanceof StoreMismatch || error instanceof StoreRefused) throw error;
    if (isFinal(error))
      throw new StoreRefused(`The subscription to the whole store cannot go on: ${messageOf(error)}`, { cause: error });
    await pause(wait, undefined, { signal: this.#stopped.signal }).catch(() => {});
  }

  #drop(): void {
    const subscription = this.#subscription;
    this.#subscription = undefined;
    if (!subscription) return;
    subscription.destroy();
    subscription.unsubscribe().catch(() => {});
  }
}

const UNCONFIRMED = 'the store took the subscription and did not confirm it';

type Raw = AllStreamResolvedEvent | { readonly considered: Position } | { readonly caughtUp: true };

/** What the subscription holds, at least one thing. Rejects when it fails or ends. */
const drain = (subscription: AllStreamSubscription, max: number): Promise<readonly Raw[]> => {
  const raw: Raw[] = [];
  const gather = () => {
    while (raw.length < max) {
      const one = subscription.read() as Raw | null;
      if (one === null) break;
      raw.push(one);
    }
    return raw.length > 0;
  };
  if (gather()) return Promise.resolve(raw);
  if (subscription.destroyed) return Promise.reject(subscription.errored ?? new Error('the subscription ended'));
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (how: () => void) => {
      if (settled) return;
      settled = true;
      subscription.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError);
      how();
    };
    // One turn later, what came in the same packet is there as well: batches form, and nobody is woken for each event.
    const look = () => !settled && gather() && settle(() => resolve(raw));
    const onReadable = () => setImmediate(look);
    const onEnd = () => settle(() => reject(new Error('the subscription ended')));
    const onError = (error: Error) => settle(() => reject(error));
    subscription.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
  });
};
