import { setTimeout as pause } from 'node:timers/promises';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { backoffMs, messageOf } from '../client/patience';
import type { Log } from '../options';
import type { Checkpoint } from './checkpoint';
import type { Consumer, Consumption, Ending } from './consumer';
import type { Cursor, Ring } from './ring';
import type { Slot } from './slot';
import { commitOf, type From, type Source } from './source';

export type ConsumptionPorts = {
  readonly ring: Ring;
  /** A subscription of one's own, to the consumer's streams. */
  readonly alone: (from: From, prefixes: readonly string[]) => Source;
  readonly slotOf: (event: AllStreamRecordedEvent) => Slot;
  readonly verify: (checkpoint: Checkpoint) => Promise<void>;
  readonly log: Log | undefined;
};

const RETRY_MOST_MS = 30_000;
/** What a consumer that keeps up lets pass between two batches. */
const GATHER_MS = 50;

/** One consumer at work: in the ring with the others where it can, by itself where it is behind; never two events at once. */
export class Consuming implements Consumption {
  readonly name: string;
  readonly done: Promise<Ending>;
  state: Consumption['state'] = 'behind';
  readonly #consumer: Consumer;
  readonly #ports: ConsumptionPorts;
  readonly #batchMax: number;
  readonly #stopping = new AbortController();
  #at: From;
  #handled: Slot | undefined;

  constructor(consumer: Consumer, ports: ConsumptionPorts) {
    const { from } = consumer;
    this.name = consumer.name;
    this.#consumer = consumer;
    this.#ports = ports;
    this.#batchMax = 'handleBatch' in consumer ? (consumer.batchMax ?? 100) : 32;
    this.#at = from === 'start' ? from : { commit: BigInt(from.commit), prepare: BigInt(from.prepare) };
    this.done = this.#run();
  }

  get checkpoint(): Checkpoint | 'start' {
    return this.#handled?.place().checkpoint ?? this.#consumer.from;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#ports.ring.wake();
    await this.done;
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  get #mayShare(): boolean {
    return !this.#consumer.alone && this.#ports.ring.has(this.#at);
  }

  async #run(): Promise<Ending> {
    const { from, name } = this.#consumer;
    const { ring, verify, log } = this.#ports;
    try {
      if (from !== 'start') await verify(from);
      while (!this.#stopped) await (this.#mayShare ? this.#follow(ring.join(this.#at)) : this.#readAlone());
      this.state = 'stopped';
      return { how: 'stopped' };
    } catch (error) {
      this.state = 'halted';
      log?.error({ consumer: name, error: messageOf(error), checkpoint: this.checkpoint }, 'consumer halted');
      return { how: 'halted', error };
    }
  }

  async #follow(cursor: Cursor): Promise<void> {
    const { ring } = this.#ports;
    try {
      while (!this.#stopped) {
        const news = ring.news();
        const slots = ring.read(cursor, this.#batchMax);
        if (slots === 'fallen-behind') return;
        await this.#handOver(slots);
        const where = ring.at(cursor);
        if (where === 'end') this.state = 'behind';
        if (where === 'live') await this.#caughtUp(ring.considered);
        if (ring.isLive && slots.length > 0 && slots.length < this.#batchMax) await this.#gather();
        if (where !== 'within') await news;
      }
    } finally {
      ring.leave(cursor);
    }
  }

  async #readAlone(): Promise<void> {
    this.state = 'behind';
    const source = this.#ports.alone(this.#at, this.#consumer.prefixes);
    const stop = () => source.stop();
    this.#stopping.signal.addEventListener('abort', stop);
    try {
      while (!this.#stopped && !this.#mayShare) {
        const items = await source.take(this.#batchMax);
        await this.#handOver(items.flatMap((item) => (item.kind === 'event' ? [this.#ports.slotOf(item.event)] : [])));
        for (const item of items) if (item.kind === 'considered') this.#passed(item.at);
        if (items.some(({ kind }) => kind === 'caught-up')) await this.#caughtUp(this.#at);
      }
    } finally {
      this.#stopping.signal.removeEventListener('abort', stop);
      source.stop();
    }
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
    if (commitOf(at) > commitOf(this.#at)) this.#at = at;
  }

  async #handOver(all: readonly Slot[]): Promise<void> {
    const { prefixes } = this.#consumer;
    const slots = all.filter(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)));
    if (slots.length > 0 && !this.#stopped && !(await this.#asBatch(slots)))
      for (const slot of slots) {
        if (this.#stopped) return;
        if (!(await this.#untilAnswered(slot))) return;
        this.#handled = slot;
        this.#passed(slot.at);
      }
    const last = all.at(-1);
    if (last && !this.#stopped) this.#passed(last.at);
  }

  /** Whether a batch went through as a whole; what did not is handed over one by one, to find the event that fails. */
  async #asBatch(slots: readonly Slot[]): Promise<boolean> {
    const consumer = this.#consumer;
    if (!('handleBatch' in consumer) || slots.length < 2) return false;
    try {
      await consumer.handleBatch(slots.map((slot) => slot.opened()));
    } catch (error) {
      this.#ports.log?.warn(
        { consumer: this.name, error: messageOf(error) },
        'a batch failed, its events follow one by one',
      );
      return false;
    }
    this.#handled = slots.at(-1);
    return true;
  }

  /** False where it was stopped before the event was handled or parked. */
  async #untilAnswered(slot: Slot): Promise<boolean> {
    const consumer = this.#consumer;
    for (let attempt = 1; !this.#stopped; attempt++) {
      try {
        if ('handleBatch' in consumer) await consumer.handleBatch([slot.opened()]);
        else await consumer.handle(slot.opened());
        return true;
      } catch (error) {
        const place = slot.place();
        const answer = await consumer.onFailure(error, place, attempt);
        if (answer === 'park') return true;
        if (answer === 'halt') throw error;
        this.state = 'retrying';
        const { stream, revision } = place;
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
