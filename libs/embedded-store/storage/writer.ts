// The one writer of the log. Invariant (I1): a batch is written, synced, indexed, answered and published in that order, so
// that nobody hears of, or reads, what a crash could still take away.
import { passingTrouble } from './disk';
import { StoreUnavailable } from './errors';
import { COMMIT_ORDER, type CommitStep, type OnFaultPoint } from './fault-points';
import type { Frame } from './frame';
import type { Log } from './log';

type Waiting = { readonly done: () => void; readonly failed: (error: Error) => void };
export type Batch = { readonly start: number; end: number; readonly frames: Frame[]; readonly waiting: Waiting[] };

export type WriterOptions = {
  readonly log: Log;
  readonly segmentBytes: number;
  readonly at: OnFaultPoint;
  readonly order?: readonly CommitStep[];
  /** The frames of a batch as they are to be written, one after the other. */
  readonly bytesOf: (batch: Batch) => readonly Buffer[];
  /** Makes a durable batch known to readers. */
  readonly index: (batch: Batch) => void;
  /** Wakes whoever waits for events. */
  readonly publish: (batch: Batch) => void;
  /** Between batches. */
  readonly between: (rolled: boolean) => void;
  /** A batch failed: whatever is staged and not durable is gone. */
  readonly rollBack: () => void;
  readonly say: (text: string) => void;
};

/** What is staged and not durable may grow to this; then appends wait to be read from the network. */
const ROOM = 32 * 2 ** 20;

/**
 * Group commit: takes all that is staged, one write, one fdatasync, and only then the index, the answers, the readers.
 * While one batch is on its way to the disk the next one gathers; depth makes throughput, there is no timer.
 */
export class Writer {
  /** Since the start: batches made durable (each one fdatasync) and the appends in them. */
  readonly counts = { batches: 0, appends: 0 };
  #open: Batch | undefined;
  #writing: Batch | undefined;
  #end: number;
  #broken: StoreUnavailable | undefined;
  #isShort = false;
  #idle: (() => void)[] = [];
  #roomy: (() => void)[] = [];
  readonly #options: WriterOptions;
  readonly #order: readonly CommitStep[];

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#order = options.order ?? COMMIT_ORDER;
    this.#end = options.log.end;
  }

  /** Where the next frame will stand, and where the batch that it will belong to begins. */
  get next(): { position: number; batch: number } {
    return { position: this.#end, batch: this.#open?.start ?? this.#end };
  }

  /** Throws `StoreUnavailable` once the disk has failed. */
  assertWritable(): void {
    if (this.#broken) throw this.#broken;
  }

  /** Resolves when the frame is durable and can be read. */
  stage(frame: Frame): Promise<void> {
    const batch = this.#opened();
    batch.frames.push(frame);
    this.#end += frame.length;
    batch.end = this.#end;
    return new Promise((done, failed) => batch.waiting.push({ done, failed }));
  }

  /** Resolves when everything staged so far is durable; at once if nothing is. For answers that rest on it. */
  settled(): Promise<void> {
    const batch = this.#open ?? this.#writing;
    if (batch === undefined) return Promise.resolve();
    return new Promise((done, failed) => batch.waiting.push({ done, failed }));
  }

  get hasCapacity(): boolean {
    return this.#end - this.#options.log.end < ROOM;
  }

  /** Calls back when there is room again for more appends. */
  whenCapacity(callback: () => void): void {
    if (this.hasCapacity) callback();
    else this.#roomy.push(callback);
  }

  /** Resolves when nothing is on its way to the disk. */
  idle(): Promise<void> {
    return this.#open || this.#writing ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  #opened(): Batch {
    if (this.#open) return this.#open;
    this.#open = { start: this.#end, end: this.#end, frames: [], waiting: [] };
    // After the events of this turn: what arrived together is written together.
    if (this.#writing === undefined) setImmediate(() => void this.#run());
    return this.#open;
  }

  async #run(): Promise<void> {
    while (this.#open !== undefined && this.#writing === undefined) {
      const batch = this.#open;
      this.#writing = batch;
      this.#open = undefined;
      let rolled = false;
      try {
        rolled = await this.#rollFor(batch);
        for (const step of this.#order) await this.#steps[step](batch);
        this.counts.batches++;
        this.counts.appends += batch.frames.length;
        if (this.#isShort) this.#options.say('There is room again: appends are taken as before.');
        this.#isShort = false;
      } catch (error) {
        await this.#fail(batch, error as Error);
      }
      this.#writing = undefined;
      for (const callback of this.#roomy.splice(0)) callback();
      if (this.#broken === undefined) this.#options.between(rolled);
      // A turn of the event loop: answers leave, and the appends that follow on them arrive.
      if (this.#open !== undefined) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #rollFor(batch: Batch): Promise<boolean> {
    const { log, segmentBytes, at } = this.#options;
    const used = log.end - log.last.base;
    if (used === 0 || used + (batch.end - batch.start) <= segmentBytes) return false;
    at('roll.before');
    await log.roll(() => at('roll.created'));
    at('roll.after');
    return true;
  }

  readonly #steps: Readonly<Record<CommitStep, (batch: Batch) => void | Promise<void>>> = {
    write: async (batch) => {
      const { log, at } = this.#options;
      if (batch.frames.length === 0) return;
      at('write.before');
      await log.write(this.#options.bytesOf(batch), batch.start);
      at('write.after');
    },
    sync: async ({ frames, end }) => {
      const { log, at } = this.#options;
      if (frames.length === 0) return;
      at('sync.before');
      await log.sync(end);
      at('sync.after');
    },
    index: (batch) => {
      this.#options.log.end = batch.end;
      this.#options.index(batch);
      this.#options.at('index.after');
    },
    answer: ({ waiting }) => {
      for (const { done } of waiting.splice(0)) done();
      this.#options.at('answer.after');
    },
    publish: (batch) => {
      this.#options.publish(batch);
      this.#options.at('publish.after');
    },
  };

  // After a failed write or fdatasync nobody knows what the disk holds: nothing is tried again. A full disk is different:
  // what was written is cut off at once, and the next append may find room.
  async #fail(batch: Batch, error: Error): Promise<void> {
    const { log, say, rollBack } = this.#options;
    const trouble = passingTrouble(error);
    const cutBack = await log.truncateTail().catch((second: Error) => second);
    const answer = trouble
      ? new StoreUnavailable(`${trouble} (${error.message}). Nothing of this append was kept; make room and try again.`)
      : new StoreUnavailable(
          `The disk failed (${error.message}). Nothing more is written until the store is restarted.`,
        );
    if (!trouble || cutBack instanceof Error) this.#broken = answer;
    if (!trouble || !this.#isShort) say(answer.message);
    this.#isShort = trouble !== undefined;
    const queued = this.#open;
    this.#open = undefined;
    this.#end = log.end;
    rollBack();
    for (const { failed } of [...batch.waiting.splice(0), ...(queued?.waiting.splice(0) ?? [])]) failed(answer);
  }
}
