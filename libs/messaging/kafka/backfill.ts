// What was published before, once more: into a topic that was lost, is new, or is somebody's own.

import { setTimeout as pause } from 'node:timers/promises';
import { type Consumer, type Delivered, type Log, UnreadableEvent } from '#event-store';
import { subjectOf } from '#kernel';
import type { DeadlineStore } from '#read-store';
import type { Bus } from './bus';
import { Delivery, type Item, type Refused, Stopped } from './delivery';
import { type KafkaOptions, openBus } from './kafka';
import { outgoing } from './record';

const CHECKPOINT_MS = 500;

export type Backfill = {
  /** To be handed everything that there is; it remembers how far it came, and begins there the next time. */
  readonly consumer: Consumer;
  /** How many messages Kafka has acknowledged. */
  readonly sent: number;
  /** The tickets that could not go out, from which event on, and why. */
  readonly left: readonly Refused[];
  /** Resolves when what was handed over is out. */
  settled(): Promise<void>;
  /** Whoever waits for Kafka does not wait any more. */
  stop(): void;
  close(): Promise<void>;
};

/** `from` (inclusive) and `to` (exclusive): when events were published; ISO 8601, UTC. `again`: from the beginning. */
export type Span = { readonly from?: string; readonly to?: string; readonly again?: boolean };

/** Kafka cannot be used, and a person waits for it. A sentence for whoever asked. */
export class KafkaUnavailable extends Error {
  override readonly name = 'KafkaUnavailable';
}

/** As long as the stores are waited for. */
const WAIT_MS = 15_000;

/**
 * Sends one batch while the next one is read; never holds more than that. Where Kafka goes away meanwhile it is waited for.
 * Throws `KafkaUnavailable` where it is not there at the beginning.
 */
export const openBackfill = async (
  kafka: KafkaOptions,
  { deadlines, log }: { readonly deadlines: DeadlineStore; readonly log: Log },
  { from = '', to = '9999', again = false }: Span,
): Promise<Backfill> => {
  const { client, connection, events: topic, mayCreate, origin } = kafka;
  const name = `backfill:${topic.name}:${from}:${to}`;
  const bus = openBus(client, connection);
  let isThere = false;
  const wholeLog: Log = {
    info: (fields, msg) => log.info(fields, msg),
    warn: (fields, msg) => isThere && log.warn(fields, msg), // before that, one sentence says it
    error: (fields, msg) => log.error(fields, msg),
  };
  const delivery = new Delivery({ bus, topic, mayCreate, log: wholeLog });
  await untilThere(delivery, bus, `${connection.brokers.join(', ')}, topic ${topic.name}`);
  isThere = true;
  const left = new Map<string, Refused>();
  let sent = 0;
  let savedAt = performance.now();
  let sending: Promise<void> = Promise.resolve();

  const send = async (items: readonly Item[], last: Delivered | undefined): Promise<void> => {
    const refused = await delivery.deliver(items);
    for (const one of refused) left.set(one.ticketId, one);
    sent += items.length - refused.length;
    if (!last || performance.now() - savedAt < CHECKPOINT_MS) return;
    await deadlines.save(name, { checkpoint: last.checkpoint });
    savedAt = performance.now();
  };
  const isWanted = ({ stream, stamp }: Delivered) =>
    stamp.recordedAt >= from && stamp.recordedAt < to && !left.has(subjectOf(stream));

  let reached: Delivered | undefined;
  const consumer: Consumer = {
    name,
    prefixes: ['public-'],
    from: again ? 'start' : await deadlines.checkpoint(name),
    alone: true,
    batchMax: 2_000,
    async handleBatch(batch) {
      const items = batch.filter(isWanted).map((delivered) => outgoing(delivered, origin));
      await sending;
      reached = batch.at(-1);
      sending = send(items, reached);
      sending.catch(() => {}); // whoever hands over next hears of it
    },
    onFailure(error, { stream, revision }) {
      if (error instanceof Stopped || !(error instanceof UnreadableEvent)) return 'halt';
      const ticketId = subjectOf(stream);
      if (!left.has(ticketId)) left.set(ticketId, { ticketId, revision, reason: error.message });
      return 'park';
    },
  };
  return {
    consumer,
    get sent() {
      return sent;
    },
    get left() {
      return [...left.values()];
    },
    settled: async () => {
      await sending;
      if (reached) await deadlines.save(name, { checkpoint: reached.checkpoint });
    },
    stop: () => delivery.stop(),
    close: async () => {
      delivery.stop();
      await bus.close();
    },
  };
};

const untilThere = async (delivery: Delivery, bus: Bus, where: string): Promise<void> => {
  const isThere = new AbortController();
  const late = pause(WAIT_MS, undefined, { signal: isThere.signal }).then(() => {
    const trouble = delivery.trouble?.replace(/\.$/, '') ?? 'nobody answers';
    throw new KafkaUnavailable(
      `Nothing was sent: Kafka cannot be used (${where}): ${trouble}. Start it, or correct KAFKA_BROKERS.`,
    );
  });
  try {
    await Promise.race([delivery.prepare(), late]);
  } catch (error) {
    delivery.stop();
    await bus.close();
    throw error;
  } finally {
    isThere.abort();
    late.catch(() => {});
  }
};
