import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { messageOf } from '../client/patience';
import { Bell } from './bell';
import type { Slot } from './slot';
import { commitOf, type From, type Source } from './source';

/** At least this many events are kept for consumers that are a little behind; at most twice as many. */
const SLOTS = 1024;
const TAKE = 128;

type Run = { readonly source: Source; failure?: { readonly error: unknown } };
/** A reader of the ring: the number of the event that it wants next, and where it stood when it came. */
export type Cursor = { seq: number; readonly after: bigint; readonly run: Run };

/**
 * The last events of one subscription that all consumers share. They read at their own pace: whoever falls out of the
 * ring reads for itself until it is back inside, and the subscription waits for the fastest only. It runs while
 * somebody reads, from where the first one stands.
 */
export class Ring {
  readonly #open: (from: From, onLost: () => void) => Source;
  readonly #slotOf: (event: AllStreamRecordedEvent) => Slot;
  readonly #bell = new Bell();
  /** Rings for the subscription alone, which may be waiting for room. */
  readonly #roomBell = new Bell();
  readonly #cursors = new Set<Cursor>();
  #run: Run | undefined;
  #slots: Slot[] = [];
  /** The number of the oldest event in the ring. */
  #oldest = 0;
  /** Every event after `#begins` and up to `considered` is in the ring. */
  #begins = -1n;
  considered: From = 'start';
  #live = false;

  constructor(open: (from: From, onLost: () => void) => Source, slotOf: (event: AllStreamRecordedEvent) => Slot) {
    this.#open = open;
    this.#slotOf = slotOf;
  }

  /** Whether a consumer that stands there may read here: nothing after it is missing, and it would not be held up. */
  has(at: From): boolean {
    if (!this.#run) return true;
    const commit = commitOf(at);
    return commit >= this.#begins && (commit <= commitOf(this.considered) || this.#live);
  }

  /** Begins to read behind `at`, which the ring must have. */
  join(at: From): Cursor {
    const run = this.#run ?? this.#start(at);
    const after = commitOf(at);
    const index = this.#slots.findIndex((slot) => slot.at.commit > after);
    const cursor = { seq: this.#oldest + (index === -1 ? this.#slots.length : index), after, run };
    this.#cursors.add(cursor);
    return cursor;
  }

  leave(cursor: Cursor): void {
    this.#cursors.delete(cursor);
    if (this.#cursors.size > 0 || this.#run !== cursor.run) return;
    cursor.run.source.stop();
    this.#run = undefined;
    this.#roomBell.ring();
  }

  /** What comes next, at most `max`, none if nothing is there yet. Throws what ended the subscription for good. */
  read(cursor: Cursor, max: number): readonly Slot[] | 'fallen-behind' {
    if (cursor.run.failure) throw cursor.run.failure.error;
    if (cursor.run !== this.#run || cursor.seq < this.#oldest) return 'fallen-behind';
    const start = cursor.seq - this.#oldest;
    const slots = this.#slots.slice(start, start + max);
    cursor.seq += slots.length;
    if (slots.length > 0) this.#roomBell.ring();
    return slots.filter((slot) => slot.at.commit > cursor.after);
  }

  /** Whether it has read all there is: in the ring, and in the store as far as that has said. */
  at(cursor: Cursor): 'end' | 'live' | 'within' {
    if (cursor.seq < this.#oldest + this.#slots.length) return 'within';
    return this.#live ? 'live' : 'end';
  }

  /** Whether what comes now is what is being written now. */
  get isLive(): boolean {
    return this.#live;
  }

  /** When something has changed: an event came, the subscription was lost, somebody is to stop. */
  news(): Promise<void> {
    return this.#bell.next();
  }

  wake(): void {
    this.#bell.ring();
  }

  #start(from: From): Run {
    const run: Run = { source: this.#open(from, () => this.#lost()) };
    this.#run = run;
    this.#oldest += this.#slots.length;
    this.#slots = [];
    this.#begins = commitOf(from);
    this.considered = from;
    this.#live = false;
    void this.#pump(run);
    return run;
  }

  #lost(): void {
    this.#live = false;
    this.#bell.ring();
  }

  async #pump(run: Run): Promise<void> {
    try {
      while (this.#run === run) {
        await this.#room(run);
        const items = await run.source.take(TAKE);
        if (this.#run !== run) return;
        for (const item of items) {
          if (item.kind === 'caught-up') this.#live = true;
          else if (commitOf(item.at) > commitOf(this.considered)) this.considered = item.at;
          if (item.kind === 'event') this.#slots.push(this.#slotOf(item.event));
        }
        this.#forget();
        this.#bell.ring();
      }
    } catch (error) {
      run.failure = { error: error instanceof Error ? error : new Error(messageOf(error)) };
      if (this.#run === run) this.#run = undefined;
      this.#bell.ring();
    }
  }

  #forget(): void {
    if (this.#slots.length < 2 * SLOTS) return;
    const gone = this.#slots.splice(0, this.#slots.length - SLOTS);
    this.#oldest += gone.length;
    for (const { at } of gone) if (at.commit > this.#begins) this.#begins = at.commit;
  }

  /** Waits while even the fastest reader is so far behind that it would fall out. */
  async #room(run: Run): Promise<void> {
    const behind = () => Math.min(...[...this.#cursors].map(({ seq }) => this.#oldest + this.#slots.length - seq));
    while (this.#run === run && this.#cursors.size > 0 && behind() > SLOTS - TAKE) await this.#roomBell.next();
  }
}
