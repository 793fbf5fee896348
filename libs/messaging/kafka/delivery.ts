import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '#event-store';
import { type Bus, type KafkaRecord, SendFailed, type Topic } from './bus';
import { ensureTopic } from './topics';

/** What is to be in a topic; those of one ticket in their order. */
export type Item = {
  readonly ticketId: string;
  readonly revision: number;
  readonly record: KafkaRecord;
  /** What goes instead where the broker finds it too large. */
  reference?(): KafkaRecord;
};

/** What the broker will not take, whatever is tried; nothing of the ticket was sent after it. */
export type Refused = { readonly ticketId: string; readonly revision: number; readonly reason: string };

/** Whoever waits for Kafka was told to stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor() {
    super('It was stopped before all of it was out.');
  }
}

/** Well below what a topic takes in one batch by default (1 MiB), headers and frames included. */
const CHUNK_BYTES = 512 * 1024;
const CHUNK_RECORDS = 1_000;
const WAIT_FIRST_MS = 100;
const WAIT_MOST_MS = 5_000;

export type DeliveryOptions = {
  readonly bus: Bus;
  readonly topic: Topic;
  /** Whether to create the topic where it is missing. */
  readonly mayCreate: boolean;
  readonly log: Log;
  /** For tests: just before records go out. */
  readonly onSend?: () => void;
};

/** Sends to one topic until Kafka has it, however long that takes. What it holds is what it was handed. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #stopping = new AbortController();
  #isReady = false;
  #awaySince: number | undefined;
  /** What stands between us and Kafka just now, in words. */
  trouble: string | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Resolves when the topic is there and as it must be. Throws `Stopped`. */
  prepare(): Promise<void> {
    return this.#untilThere(async () => {});
  }

  /** Resolves when all of it is in the topic, or refused for good. Throws `Stopped`. */
  async deliver(items: readonly Item[]): Promise<readonly Refused[]> {
    const refused = new Map<string, Refused>();
    for (const chunk of chunksOf(items)) await this.#deliverChunk(chunk, refused);
    return [...refused.values()];
  }

  /** Whoever waits hears `Stopped`; a send at hand is not waited for. */
  stop(): void {
    this.#stopping.abort();
  }

  async #deliverChunk(chunk: readonly Item[], refused: Map<string, Refused>): Promise<void> {
    const items = chunk.filter(({ ticketId }) => !refused.has(ticketId));
    const failure = await this.#send(items.map(({ record }) => record));
    const [first] = items;
    if (!failure || !first) return;
    if (items.length > 1) {
      // Somebody among them. Half of them at a time, until it is alone.
      const half = items.length >> 1;
      await this.#deliverChunk(items.slice(0, half), refused);
      return this.#deliverChunk(items.slice(half), refused);
    }
    const again = failure.trouble === 'too-large' && first.reference ? await this.#send([first.reference()]) : failure;
    const { ticketId, revision } = first;
    if (again) refused.set(ticketId, { ticketId, revision, reason: again.message });
  }

  /** What the broker has against the records, if anything. */
  async #send(records: readonly KafkaRecord[]): Promise<SendFailed | undefined> {
    const { bus, topic, onSend } = this.#options;
    let refusal: SendFailed | undefined;
    await this.#untilThere(async () => {
      onSend?.();
      try {
        await bus.send(topic.name, records);
      } catch (error) {
        if (!(error instanceof SendFailed) || error.trouble === 'away') throw error;
        refusal = error;
      }
    });
    return refusal;
  }

  async #untilThere(act: () => Promise<void>): Promise<void> {
    const { bus, topic, mayCreate } = this.#options;
    for (let wait = WAIT_FIRST_MS; ; wait = Math.min(2 * wait, WAIT_MOST_MS)) {
      if (this.#stopping.signal.aborted) throw new Stopped();
      try {
        if (!this.#isReady) await ensureTopic(bus, topic, mayCreate);
        this.#isReady = true;
        await act();
        return this.#wentThrough();
      } catch (error) {
        this.#failed(error);
        await pause(wait, undefined, { signal: this.#stopping.signal }).catch(() => {});
      }
    }
  }

  #wentThrough(): void {
    if (this.#awaySince === undefined) return;
    const awaySeconds = Math.round((performance.now() - this.#awaySince) / 1000);
    this.#options.log.info({ topic: this.#options.topic.name, awaySeconds }, 'Kafka takes events again');
    this.trouble = undefined;
    this.#awaySince = undefined;
  }

  #failed(error: unknown): void {
    // It may be another Kafka that comes back, with other topics.
    this.#isReady = false;
    const trouble = error instanceof Error ? error.message : String(error);
    if (trouble !== this.trouble)
      this.#options.log.warn(
        { topic: this.#options.topic.name, error: trouble },
        'Kafka takes no events; they wait in the event store, and it is tried again',
      );
    this.trouble = trouble;
    this.#awaySince ??= performance.now();
  }
}

function* chunksOf(items: readonly Item[]): Generator<readonly Item[]> {
  let chunk: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item.record);
    if (chunk.length > 0 && (bytes + size > CHUNK_BYTES || chunk.length === CHUNK_RECORDS)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(item);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

/** About as many bytes as it takes on the wire. */
const OVERHEAD_BYTES = 600;
const sizeOf = ({ key, value }: KafkaRecord): number =>
  key.length + (value === null ? 0 : Buffer.byteLength(value)) + OVERHEAD_BYTES;
