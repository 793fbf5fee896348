import { setTimeout as pause } from 'node:timers/promises';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { isEngineAway } from '#kernel';
import { messageOf } from '../client/explain';
import { backoffMs } from '../client/retry';
import type { Log } from '../options';
import type { CatchUpSubscription } from './catch-up-subscription';
import type { Checkpoint } from './checkpoint';
import type { Consumer, Consumption, Ending } from './consumer';
import type { Anchor, LazyEvent } from './lazy-event';
import { type From, isBefore } from './position-order';
import type { Cursor, SharedSubscription } from './shared-subscription';

export type ConsumerRunPorts = {
  readonly shared: SharedSubscription;
  /** A subscription of one's own, to the consumer's streams. */
  readonly alone: (from: From, prefixes: readonly string[]) => CatchUpSubscription;
  readonly lazyEventOf: (event: AllStreamRecordedEvent) => LazyEvent;
  readonly verify: (checkpoint: Checkpoint) => Promise<void>;
  readonly log: Log | undefined;
};

const RETRY_MOST_MS = 30_000;
/** What a consumer that keeps up lets pass between two batches. */
const GATHER_MS = 50;
/** After so many bytes of the store in which nothing was for it, a consumer is told how far it was considered. */
const PASSED_BYTES = 1n << 18n;

/** One running consumer: on the shared subscription where it can, on its own where it is behind; never two events at once. */
export class ConsumerRun implements Consumption {
  readonly name: string;
  readonly done: Promise<Ending>;
  state: Consumption['state'] = 'behind';
  problem: string | undefined;
  readonly #consumer: Consumer;
  readonly #ports: ConsumerRunPorts;
  readonly #batchMax: number;
  readonly #stopping = new AbortController();
  #at: From;
  #handled: LazyEvent | undefined;
  /** An event that it has passed, whoever it was for: everything before it was handed over, or was not for it. */
  #passedBy: Anchor;
  /** The commit position of the last one that the consumer knows of. */
  #told: bigint;

  constructor(consumer: Consumer, ports: ConsumerRunPorts) {
    const { from } = consumer;
    this.name = consumer.name;
    this.#consumer = consumer;
    this.#ports = ports;
    this.#batchMax = 'handleBatch' in consumer ? (consumer.batchMax ?? 100) : 32;
    this.#at = from === 'start' ? from : { commit: BigInt(from.commit), prepare: BigInt(from.prepare) };
    this.#passedBy = { at: this.#at, checkpoint: from };
    this.#told = commitOf(this.#at);
    this.done = this.#run();
  }

  get checkpoint(): Checkpoint | 'start' {
    return this.#handled?.reference().checkpoint ?? this.#consumer.from;
  }

  /** How far it has read, or knows that nothing is for it. */
  get position(): From {
    return this.#at;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#ports.shared.wake();
    await this.done;
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  get #mayShare(): boolean {
    return !this.#consumer.alone && this.#ports.shared.has(this.#at);
  }

  async #run(): Promise<Ending> {
    const { from, name, alone, prefixes } = this.#consumer;
    const { shared, verify, log } = this.#ports;
    const wantNoMore = alone ? () => {} : shared.want(prefixes);
    try {
      if (from !== 'start') await verify(from);
      while (!this.#stopped)
        await (this.#mayShare
          ? this.#follow(shared.join({ at: this.#at, prefixes, passed: this.#passedBy }))
          : this.#readAlone());
      await this.#tellPassed(0n);
      this.state = 'stopped';
      return { how: 'stopped' };
    } catch (error) {
      this.state = 'halted';
      log?.error({ consumer: name, error: messageOf(error), checkpoint: this.checkpoint }, 'consumer halted');
      return { how: 'halted', error };
    } finally {
      wantNoMore();
    }
  }

  async #follow(cursor: Cursor): Promise<void> {
    const { shared } = this.#ports;
    try {
      while (!this.#stopped) {
        const news = shared.news();
        const events = shared.read(cursor, this.#batchMax);
        if (events === 'fallen-behind') return;
        await this.#handOver(events);
        const where = shared.at(cursor);
        await this.#tellPassed(PASSED_BYTES, where === 'within' ? undefined : shared.anchor);
        if (where === 'end') this.state = 'behind';
        if (where === 'live') await this.#caughtUp(shared.considered);
        if (shared.isLive && events.length > 0 && events.length < this.#batchMax) await this.#gather();
        if (where !== 'within') await news;
      }
    } finally {
      shared.leave(cursor);
    }
  }

  async #readAlone(): Promise<void> {
    this.state = 'behind';
    const subscription = this.#ports.alone(this.#at, this.#consumer.prefixes);
    const stop = () => subscription.stop();
    this.#stopping.signal.addEventListener('abort', stop);
    try {
      while (!this.#stopped && !this.#mayShare) {
        const items = await subscription.take(this.#batchMax);
        await this.#handOver(
          items.flatMap((item) => (item.kind === 'event' ? [this.#ports.lazyEventOf(item.event)] : [])),
        );
        for (const item of items) if (item.kind === 'considered') this.#passed(item.at);
        if (items.some(({ kind }) => kind === 'caught-up')) await this.#caughtUp(this.#at);
      }
    } finally {
      this.#stopping.signal.removeEventListener('abort', stop);
      subscription.stop();
    }
  }

  /** So that it need not be shown all that again after a restart. */
  async #tellPassed(atLeast: bigint, all?: Anchor): Promise<void> {
    if (all && !this.#stopped) this.#passedBy = all;
    const handledTo = commitOf(this.#handled?.at ?? 'start');
    if (handledTo > this.#told) this.#told = handledTo;
    const to = commitOf(this.#passedBy.at);
    if (to <= this.#told + atLeast) return;
    this.#told = to;
    const { checkpoint } = this.#passedBy;
    if (checkpoint !== 'start') await this.#consumer.onPassed?.(checkpoint);
  }

  /** One event alone is handed over at once; those that come close behind it come together, for one transaction. */
  #gather(): Promise<void> {
    return pause(GATHER_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }

  async #caughtUp(at: From): Promise<void> {
    this.#passed(at);
    if (this.state === 'live' || this.#stopped) return;
    this.state = 'live';
    await this.#consumer.onCaughtUp?.();
  }

  #passed(at: From): void {
    if (isBefore(this.#at, at)) this.#at = at;
  }

  async #handOver(all: readonly LazyEvent[]): Promise<void> {
    const { prefixes } = this.#consumer;
    const events = all.filter(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)));
    if (events.length > 0 && !this.#stopped && !(await this.#asBatch(events)))
      for (const event of events) {
        if (this.#stopped) return;
        if (!(await this.#untilAnswered(event))) return;
        this.#handled = event;
        this.#passed(event.at);
      }
    const last = all.at(-1);
    if (!last || this.#stopped) return;
    this.#passed(last.at);
    this.#passedBy = last;
  }

  /** Whether a batch went through as a whole; what did not is handed over one by one, to find the event that fails. */
  async #asBatch(events: readonly LazyEvent[]): Promise<boolean> {
    const consumer = this.#consumer;
    if (!('handleBatch' in consumer) || events.length < 2) return false;
    try {
      await consumer.handleBatch(events.map((event) => event.opened()));
    } catch (error) {
      if (!isEngineAway(error))
        this.#ports.log?.warn(
          { consumer: this.name, error: messageOf(error) },
          'a batch failed, its events follow one by one',
        );
      return false;
    }
    this.#handled = events.at(-1);
    return true;
  }

  /** False where it was stopped before the event was handled or parked. */
  async #untilAnswered(event: LazyEvent): Promise<boolean> {
    const consumer = this.#consumer;
    for (let attempt = 1; !this.#stopped; attempt++) {
      try {
        if ('handleBatch' in consumer) await consumer.handleBatch([event.opened()]);
        else await consumer.handle(event.opened());
        return true;
      } catch (error) {
        const reference = event.reference();
        const answer = await consumer.onFailure(error, reference, attempt);
        if (answer === 'park') return true;
        if (answer === 'halt') throw error;
        this.state = 'retrying';
        const { stream, revision } = reference;
        if (!isEngineAway(error))
          this.#ports.log?.warn(
            { consumer: this.name, stream, revision, attempt, error: messageOf(error) },
            'event failed, retrying',
          );
        await pause(backoffMs(attempt, RETRY_MOST_MS), undefined, { signal: this.#stopping.signal }).catch(() => {});
        this.state = 'behind';
      }
    }
    return false;
  }
}

const commitOf = (at: From): bigint => (at === 'start' ? 0n : at.commit);
