import { setTimeout as pause } from 'node:timers/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';

/** A message as a consumer finds it. */
export type Found = {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
};

let groups = 0;
const LED_WITHIN_MS = 60_000;

/** A topic that is a moment old may have partitions that nobody leads yet, though others are written to. */
const endsOf = async (
  admin: Admin,
  topic: string,
): Promise<readonly { partition: number; high: string; low: string }[]> => {
  for (const end = performance.now() + LED_WITHIN_MS; ; await pause(50))
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      if ((error as { retriable?: boolean }).retriable !== true || performance.now() > end) throw error;
    }
};

/** Everything that is in a topic now, partition by partition, in order. */
export const topicLog = async (brokers: readonly string[], topic: string): Promise<readonly Found[]> => {
  const kafka = new Kafka({ brokers: [...brokers], clientId: 'reader', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await endsOf(admin, topic).finally(() => admin.disconnect());
  const missing = new Map(ends.filter(({ high, low }) => high !== low).map((end) => [end.partition, Number(end.high)]));
  const found: Found[] = [];
  if (missing.size === 0) return found;
  const consumer = kafka.consumer({ groupId: `reader-${process.pid}-${Date.now()}-${groups++}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => payload.restart || reject(payload.error));
    consumer
      .run({
        eachBatch: async ({ batch, resolveOffset }) => {
          for (const { key, value, offset, headers } of batch.messages) {
            const texts = Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]);
            found.push({
              partition: batch.partition,
              offset: Number(offset),
              key: String(key),
              value: value === null ? null : value.toString(),
              headers: Object.fromEntries(texts),
            });
            resolveOffset(offset);
          }
          if (Number(batch.lastOffset()) + 1 >= (missing.get(batch.partition) ?? 0)) missing.delete(batch.partition);
          if (missing.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return found.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
};
