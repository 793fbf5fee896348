import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { messageOf } from '../client/explain';
import type { CatchUpSubscription, Item } from './catch-up-subscription';
import type { LazyEvent } from './lazy-event';
import { type From, isBefore } from './position-order';
import { Signal } from './signal';

/** At least this many events are kept for consumers that are a little behind; at most twice as many. */
const KEPT = 1024;
const TAKE = 128;

type Run = { readonly subscription: CatchUpSubscription; failure?: { readonly error: unknown } };
/** One consumer's place in the buffer: the number of the event that it wants next, and where it stood when it joined. */
export type Cursor = { seq: number; readonly after: From; readonly run: Run };

/**
 * One subscription that all consumers share, with a buffer of its last events. Consumers read at their own pace: one
 * that is further behind than the buffer reaches subscribes for itself until it is back inside, and the subscription
 * waits for the fastest consumer only. It runs while any consumer reads, from where the first one stands.
 */
export class SharedSubscription {
  readonly #open: (from: From, onLost: () => void) => CatchUpSubscription;
  readonly #lazyEventOf: (event: AllStreamRecordedEvent) => LazyEvent;
  readonly #changed = new Signal();
  /** For the subscription alone, which may be waiting for room in the buffer. */
  readonly #roomMade = new Signal();
  readonly #cursors = new Set<Cursor>();
  #run: Run | undefined;
  #events: LazyEvent[] = [];
  /** The number of the oldest event in the buffer. */
  #oldest = 0;
  /** Every event after `#begins` and up to `considered` is in the buffer. */
  #begins: From = 'start';
  considered: From = 'start';
  #live = false;

  constructor(
    open: (from: From, onLost: () => void) => CatchUpSubscription,
    lazyEventOf: (event: AllStreamRecordedEvent) => LazyEvent,
  ) {
    this.#open = open;
    this.#lazyEventOf = lazyEventOf;
  }

  /** Whether a consumer that stands there may read here: nothing after it is missing, and it would not be held up. */
  has(at: From): boolean {
    if (!this.#run) return true;
    return !isBefore(at, this.#begins) && (!isBefore(this.considered, at) || this.#live);
  }

  /** Begins to read behind `at`, which the buffer must reach. */
  join(at: From): Cursor {
    const run = this.#run ?? this.#start(at);
    const index = this.#events.findIndex((event) => isBefore(at, event.at));
    const cursor = { seq: this.#oldest + (index === -1 ? this.#events.length : index), after: at, run };
    this.#cursors.add(cursor);
    return cursor;
  }

  leave(cursor: Cursor): void {
    this.#cursors.delete(cursor);
    if (this.#cursors.size > 0 || this.#run !== cursor.run) return;
    cursor.run.subscription.stop();
    this.#run = undefined;
    this.#roomMade.notify();
  }

  /** What comes next, at most `max`, none if nothing is there yet. Throws what ended the subscription for good. */
  read(cursor: Cursor, max: number): readonly LazyEvent[] | 'fallen-behind' {
    if (cursor.run.failure) throw cursor.run.failure.error;
    if (cursor.run !== this.#run || cursor.seq < this.#oldest) return 'fallen-behind';
    const start = cursor.seq - this.#oldest;
    const events = this.#events.slice(start, start + max);
    cursor.seq += events.length;
    if (events.length > 0) this.#roomMade.notify();
    return events.filter((event) => isBefore(cursor.after, event.at));
  }

  /** Whether it has read all there is: in the buffer, and in the store as far as that has said. */
  at(cursor: Cursor): 'end' | 'live' | 'within' {
    if (cursor.seq < this.#oldest + this.#events.length) return 'within';
    return this.#live ? 'live' : 'end';
  }

  /** Whether what comes now is what is being written now. */
  get isLive(): boolean {
    return this.#live;
  }

  /** When something has changed: an event came, the subscription was lost, somebody is to stop. */
  news(): Promise<void> {
    return this.#changed.next();
  }

  wake(): void {
    this.#changed.notify();
  }

  #start(from: From): Run {
    const run: Run = { subscription: this.#open(from, () => this.#lost()) };
    this.#run = run;
    this.#oldest += this.#events.length;
    this.#events = [];
    this.#begins = from;
    this.considered = from;
    this.#live = false;
    void this.#pump(run);
    return run;
  }

  #lost(): void {
    this.#live = false;
    this.#changed.notify();
  }

  async #pump(run: Run): Promise<void> {
    try {
      while (this.#run === run) {
        await this.#room(run);
        const items = await run.subscription.take(TAKE);
        if (this.#run !== run) return;
        for (const item of items) this.#came(item);
        this.#forget();
        this.#changed.notify();
      }
    } catch (error) {
      run.failure = { error: error instanceof Error ? error : new Error(messageOf(error)) };
      if (this.#run === run) this.#run = undefined;
      this.#changed.notify();
    }
  }

  #came(item: Item): void {
    if (item.kind === 'caught-up') this.#live = true;
    else if (isBefore(this.considered, item.at)) this.considered = item.at;
    if (item.kind === 'event') this.#events.push(this.#lazyEventOf(item.event));
  }

  #forget(): void {
    if (this.#events.length < 2 * KEPT) return;
    const gone = this.#events.splice(0, this.#events.length - KEPT);
    this.#oldest += gone.length;
    for (const { at } of gone) if (isBefore(this.#begins, at)) this.#begins = at;
  }

  /** Waits while even the fastest reader is so far behind that it would fall out. */
  async #room(run: Run): Promise<void> {
    const behind = () => Math.min(...[...this.#cursors].map(({ seq }) => this.#oldest + this.#events.length - seq));
    while (this.#run === run && this.#cursors.size > 0 && behind() > KEPT - TAKE) await this.#roomMade.next();
  }
}
