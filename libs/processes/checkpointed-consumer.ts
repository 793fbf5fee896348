// Keeps one consumer of the store at work until it is stopped: one thing at a time, again from its checkpoint after
// whatever ended it, halted where only time or a person can mend it, and seen by whoever looks: state, lag, problem. What
// it does with events, and where its checkpoint is, is its `Work`: a declaration (declared-work.ts), or a view.

import { setTimeout as pause } from 'node:timers/promises';
import { type BatchConsumer, type Consumption, type Delivered, StoreMismatch } from '#event-store';
import type { ConsumerRuntime, Lag } from './consumer';
import { faultOf, reasonOf } from './failures';
import { HaltNote } from './halt-note';
import type { RunningConsumer, Work } from './work';

/** How often deadlines and parked tickets are looked at. */
const TICK_MS = 500;
/** Between a subscription that broke off and the next one. */
const AGAIN_MS = 1_000;
/** How long one that has halted waits until it looks again: what is wrong may be put right while we run. */
const HALTED_MS = 30_000;
const MENDED_EVERY_MS = 2_000;

export class CheckpointedConsumer implements RunningConsumer {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly #work: Work;
  readonly #runtime: ConsumerRuntime;
  readonly #haltNote: HaltNote;
  readonly #stopping = new AbortController();
  #consumption: Consumption | undefined;
  #done: Promise<unknown> = Promise.resolve();
  #turn: Promise<unknown> = Promise.resolve();
  /** Whether the store holds what was read: nothing is done before that is known. */
  #isItsStore = false;
  #haltedBy: string | undefined;
  #atHand: readonly Delivered[] = [];
  #handledAt: string | undefined;
  /** When it was last known to have handled everything: epoch milliseconds. */
  #caughtUpAt: number;

  private constructor(work: Work, runtime: ConsumerRuntime) {
    this.name = work.name;
    this.prefixes = work.prefixes;
    this.#work = work;
    this.#runtime = runtime;
    this.#caughtUpAt = runtime.clock.now();
    this.#haltNote = new HaltNote(work.name, runtime, (error) =>
      this.#warn(error, 'whether it stands still could not be noted'),
    );
  }

  /** With `mustMatch` it throws `StoreMismatch` where it has read another store than this one; else it halts then. */
  static async start(work: Work, runtime: ConsumerRuntime, { mustMatch = false } = {}): Promise<CheckpointedConsumer> {
    const consumer = new CheckpointedConsumer(work, runtime);
    if (mustMatch) await consumer.#mustMatch();
    consumer.#done = Promise.all([consumer.#run(), consumer.#tick()]);
    return consumer;
  }

  get state(): RunningConsumer['state'] {
    const now = this.#work.state?.() ?? this.#consumption?.state ?? 'behind';
    if (now === 'stopped') return now;
    if (this.#haltedBy !== undefined) return 'halted';
    return this.trouble === undefined ? now : 'waiting';
  }

  get problem(): string | undefined {
    return this.#consumption?.problem ?? this.#haltedBy;
  }

  get trouble(): string | undefined {
    return this.#work.trouble?.();
  }

  get parked(): number {
    return this.#work.parked();
  }

  get lag(): Lag {
    const now = this.#runtime.clock.now();
    const [first] = this.#atHand;
    const isLive = this.#consumption?.state === 'live';
    const waitsSince = first ? Date.parse(first.stamp.recordedAt) : isLive ? now : this.#knownUpTo;
    return {
      events: this.#atHand.length,
      ...(!isLive && { orMore: true as const }),
      ms: Math.max(0, now - waitsSince),
      ...(this.#handledAt !== undefined && { handledAt: this.#handledAt }),
    };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#consumption?.stop(), this.#work.stop?.(), this.#turn]);
    await this.#done;
    // What is not saved is done once more after the next start.
    await this.#work.settle?.().catch((error) => this.#warn(error, 'how far it came could not be saved'));
  }

  /** Everything that was recorded before is handled. */
  get #knownUpTo(): number {
    return Math.max(this.#caughtUpAt, this.#handledAt === undefined ? 0 : Date.parse(this.#handledAt));
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #mustMatch(): Promise<void> {
    const { from } = (await this.#work.begin()).consumer;
    if (from === 'start') return;
    try {
      await this.#runtime.store.verifyCheckpoint(from);
    } catch (error) {
      if (!(error instanceof StoreMismatch)) throw error;
      const mismatch = this.#withWayOut(error);
      await this.#haltNote.put(reasonOf(mismatch));
      throw mismatch;
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const error = await this.#consume().catch((failure: unknown) => failure);
      this.#isItsStore = false;
      if (this.#stopped) return;
      const next = await this.#next(error);
      if (next === 'later') await this.#rest(AGAIN_MS);
      if (next === 'halted') await this.#halt(error);
    }
  }

  /** Until it ends; the reason, where it was not to end. */
  async #consume(): Promise<unknown> {
    const { consumer, until } = await this.#work.begin();
    if (this.#stopped) return undefined;
    const consumption = this.#runtime.store.consume(this.#guarded(consumer));
    this.#consumption = consumption;
    void until?.then(() => consumption.stop());
    const ending = await consumption.done;
    return ending.how === 'halted' ? ending.error : undefined;
  }

  async #next(error: unknown): Promise<'again' | 'later' | 'halted'> {
    const fault = faultOf(error);
    if (fault === 'engine') return 'later';
    if (fault === 'mismatch') return 'halted';
    return this.#work.ended(error).catch((failure) => {
      this.#warn(failure, 'it could not be gone on with; trying again');
      return 'later' as const;
    });
  }

  async #halt(error: unknown): Promise<void> {
    const reason = reasonOf(error instanceof StoreMismatch ? this.#withWayOut(error) : error);
    // Once for each reason: whoever looks again says nothing new.
    if (reason !== this.#haltedBy)
      this.#runtime.log.error({ consumer: this.name, error: reason }, this.#work.haltedMessage);
    this.#haltedBy = reason;
    await this.#haltNote.put(reason);
    for (const until = performance.now() + HALTED_MS; !this.#stopped && performance.now() < until; ) {
      if (await this.#work.isMended?.().catch(() => false)) return;
      await this.#rest(MENDED_EVERY_MS);
    }
  }

  #withWayOut(error: StoreMismatch): StoreMismatch {
    const { wayOut } = this.#work;
    return wayOut === undefined ? error : new StoreMismatch(`${error.message} ${wayOut}`, { cause: error });
  }

  #guarded(consumer: BatchConsumer): BatchConsumer {
    return {
      ...consumer,
      handleBatch: (batch) =>
        this.#inTurn(async () => {
          this.#isItsStore = true;
          this.#atHand = batch;
          await consumer.handleBatch(batch);
          this.#atHand = [];
          this.#handledAt = batch.at(-1)?.stamp.recordedAt ?? this.#handledAt;
          await this.#goesOn();
        }),
      onFailure: (error, place, attempt) => this.#inTurn(async () => consumer.onFailure(error, place, attempt)),
      onCaughtUp: () =>
        this.#inTurn(async () => {
          this.#isItsStore = true;
          await consumer.onCaughtUp?.();
          await this.#goesOn();
        }),
      // What is not saved is only read once more.
      onPassed: (to) =>
        this.#inTurn(async () => consumer.onPassed?.(to)).catch((error) =>
          this.#warn(error, 'how far nothing was for it could not be saved'),
        ),
    };
  }

  async #goesOn(): Promise<void> {
    this.#haltedBy = undefined;
    await this.#haltNote.takeBack();
  }

  async #tick(): Promise<void> {
    for (; !this.#stopped; await this.#rest(TICK_MS)) {
      if (this.#consumption?.state === 'live') this.#caughtUpAt = this.#runtime.clock.now();
      if (this.#isItsStore)
        await this.#work
          .tick?.((act) => this.#inTurn(act))
          .catch((error) => this.#warn(error, 'what is due or parked could not be looked at; trying again'));
    }
  }

  /** An engine that is away has its monitor's line already. */
  #warn(error: unknown, message: string): void {
    if (faultOf(error) !== 'engine' && !this.#stopped)
      this.#runtime.log.warn({ consumer: this.name, error: reasonOf(error) }, message);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(act);
    this.#turn = next.catch(() => undefined);
    return next;
  }

  #rest(milliseconds: number): Promise<unknown> {
    return pause(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
