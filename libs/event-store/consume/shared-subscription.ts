import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { messageOf } from '../client/explain';
import type { CatchUpSubscription, Item } from './catch-up-subscription';
import { type Anchor, AT_START, type LazyEvent } from './lazy-event';
import { type From, isBefore } from './position-order';
import { Signal } from './signal';

/** At least this many events are kept for consumers that are a little behind; at most twice as many. */
const KEPT = 1024;
const TAKE = 128;
/** Whoever is ahead by no more (bytes of the store, some thousand events at most) waits for the others; else they read alone. */
const NEAR = 1n << 20n;

/** Where a consumer stands, which streams it wants, and what it has passed already. */
export type Seat = { readonly at: From; readonly prefixes: readonly string[]; readonly passed: Anchor };

type Open = (from: From, prefixes: readonly string[], onLost: () => void) => CatchUpSubscription;
type Run = {
  readonly subscription: CatchUpSubscription;
  readonly prefixes: ReadonlySet<string>;
  failure?: { readonly error: unknown };
};
/** One consumer's place in the buffer: the number of the event that it wants next, and where it stood when it joined. */
export type Cursor = { seq: number; readonly after: From; readonly run: Run };

/**
 * One subscription that all consumers share, with a buffer of its last events. Consumers read at their own pace: one
 * that is further behind than the buffer reaches subscribes for itself until it is back inside, and the subscription
 * waits for the fastest consumer only. It runs while any consumer reads, to the streams of those that read, from where
 * the furthest of them stands: one that has everything to read drags nobody back.
 */
export class SharedSubscription {
  readonly #open: Open;
  readonly #lazyEventOf: (event: AllStreamRecordedEvent) => LazyEvent;
  readonly #changed = new Signal();
  /** For the subscription alone, which may be waiting for room in the buffer. */
  readonly #roomMade = new Signal();
  readonly #cursors = new Set<Cursor>();
  /** What is wanted by those that read here, or will once they have caught up. */
  readonly #wanted = new Set<{ readonly prefixes: readonly string[] }>();
  #run: Run | undefined;
  #events: LazyEvent[] = [];
  /** The number of the oldest event in the buffer. */
  #oldest = 0;
  /** Every event after `#begins` and up to `considered` is in the buffer. */
  #begins: From = 'start';
  considered: From = 'start';
  #live = false;
  /** The last event that came, whoever it is for, or one from before: whoever has read all there is has passed it. */
  anchor: Anchor = AT_START;

  constructor(open: Open, lazyEventOf: (event: AllStreamRecordedEvent) => LazyEvent) {
    this.#open = open;
    this.#lazyEventOf = lazyEventOf;
  }

  /** From now on these streams are wanted, by somebody who may be behind yet; until what it answers is called. */
  want(prefixes: readonly string[]): () => void {
    const want = { prefixes };
    this.#wanted.add(want);
    return () => this.#wanted.delete(want);
  }

  /** Whether a consumer that stands there may read here: nothing after it is missing, and it would not be held up. */
  has(at: From): boolean {
    return !this.#run || this.#isAhead(at) || !isBefore(at, this.#begins);
  }

  /** Begins to read behind `at`, which the buffer must reach, or which is so far ahead of it that it begins anew there. */
  join({ at, prefixes, passed }: Seat): Cursor {
    const there = this.#run;
    const fits = there && !this.#isAhead(at) && prefixes.every((prefix) => there.prefixes.has(prefix));
    const run = fits ? there : this.#start({ at, prefixes, passed });
    const index = this.#events.findIndex((event) => isBefore(at, event.at));
    const cursor = { seq: this.#oldest + (index === -1 ? this.#events.length : index), after: at, run };
    this.#cursors.add(cursor);
    return cursor;
  }

  leave(cursor: Cursor): void {
    this.#cursors.delete(cursor);
    if (this.#run !== cursor.run || [...this.#cursors].some(({ run }) => run === cursor.run)) return;
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
    // Of a reading that has begun anew elsewhere meanwhile nothing is said: what it has considered is not this one's.
    if (cursor.run !== this.#run || cursor.seq < this.#oldest + this.#events.length) return 'within';
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

  #isAhead(at: From): boolean {
    if (this.#live || at === 'start') return false;
    const here = this.considered === 'start' ? 0n : this.considered.commit;
    return at.commit - here > NEAR;
  }

  #start({ at: from, prefixes: own, passed }: Seat): Run {
    const prefixes = new Set([...own, ...[...this.#wanted].flatMap((wanted) => wanted.prefixes)]);
    this.#run?.subscription.stop();
    const run: Run = { subscription: this.#open(from, [...prefixes], () => this.#lost()), prefixes };
    this.#run = run;
    this.anchor = passed;
    // Those who read in what was before find themselves behind, or at the beginning of this.
    this.#roomMade.notify();
    this.#changed.notify();
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
    if (item.kind !== 'event') return;
    const event = this.#lazyEventOf(item.event);
    this.anchor = event;
    this.#events.push(event);
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
