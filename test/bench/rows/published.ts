import { setTimeout as pause } from 'node:timers/promises';
import { type Consumer, Kafka, logLevel, Partitioners } from 'kafkajs';
import { someKafka } from '../../kafka/some-kafka';
import { discard, scratch } from '../../programs/scratch';
import { startServer } from '../../programs/server';
import { interruptible } from '../interruptible';
import type { Row } from './row';

const PER_SECOND = 100;
const WARM_UP = 300;
const EVENTS = 1_000;
const LATE_MS = 60_000;
const TOPIC = `bench-${Date.now()}`;
const BARE = `${TOPIC}-bare`;

/**
 * From the answer to a command, when its event is durable, to a consumer of the topic who has the public event that it
 * led to: the public process and the publisher lie between. In a server with every role.
 */
export const published = async (): Promise<Row | readonly Row[]> => {
  interruptible();
  const found = someKafka();
  if ('missing' in found) {
    process.stderr.write(`published: NOT MEASURED, there is no Kafka here: ${found.missing}\n`);
    return [];
  }
  const broker = await found.start();
  const kafka = new Kafka({ brokers: [...broker.brokers], clientId: 'bench', logLevel: logLevel.NOTHING });
  await makeTopics(kafka, [TOPIC, BARE]);
  const directory = scratch('published');
  const server = await startServer(directory, {
    KAFKA_BROKERS: broker.brokers.join(','),
    KAFKA_TOPIC: TOPIC,
  });
  try {
    const headers = {
      authorization: `Bearer ${server.keys.agent}`,
      'content-type': 'application/json',
    };
    const open = async (n: number): Promise<string> => {
      const body = JSON.stringify({ client: 'acme', channel: 'phone', priority: 'P4', summary: `Question ${n}` });
      const key = `${TOPIC}-${n}`;
      const answer = await fetch(`${server.url}/tickets`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': key },
        body,
      });
      const { ticketId } = (await answer.json()) as { ticketId?: string };
      if (ticketId === undefined) throw new Error(`A ticket was not opened: ${answer.status}`);
      return ticketId;
    };
    const ours = await latencies(kafka, TOPIC, open);
    const theirs = await bareLatencies(kafka);
    const [value, referenceValue] = [p99(ours), p99(theirs)];
    return {
      name: 'published',
      value,
      unit: 'ms',
      reference: 'kafkajs from send to consumer, p99 at the same rate',
      referenceValue,
      ratio: value / referenceValue,
      goal: 'p99 ≤ 250 ms',
      met: value <= 250,
    };
  } finally {
    await server.end();
    await broker.stop();
    discard(directory);
  }
};

const makeTopics = async (kafka: Kafka, names: readonly string[]): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: names.map((topic) => ({ topic, numPartitions: 3 })), waitForLeaders: true });
  await admin.disconnect();
};

const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;

/** Does so many things a second, each of which names the key under which a consumer is to see it. */
const latencies = async (
  kafka: Kafka,
  topic: string,
  act: (n: number) => Promise<string>,
): Promise<readonly number[]> => {
  const seen = new Map<string, number>();
  const consumer = await listening(kafka, topic, (key) => {
    if (!seen.has(key)) seen.set(key, performance.now());
  });
  const done = new Map<string, number>();
  const acting: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n < WARM_UP + EVENTS; n++) {
    await pause(Math.max(0, began + (n * 1000) / PER_SECOND - performance.now()));
    acting.push(
      act(n).then((key) => {
        if (n >= WARM_UP) done.set(key, performance.now());
      }),
    );
  }
  await Promise.all(acting);
  for (const end = performance.now() + LATE_MS; [...done.keys()].some((key) => !seen.has(key)); await pause(20))
    if (performance.now() > end) throw new Error(`Of ${done.size} events ${seen.size} came within ${LATE_MS} ms.`);
  await consumer.disconnect();
  // Who hears of it before the answer has come back has not waited at all.
  return [...done].map(([key, at]) => Math.max(0, (seen.get(key) ?? Number.NaN) - at));
};

const bareLatencies = async (kafka: Kafka): Promise<readonly number[]> => {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const value = 'x'.repeat(700);
  const measured = await latencies(kafka, BARE, async (n) => {
    void producer.send({ topic: BARE, acks: -1, messages: [{ key: `k${n}`, value }] });
    return `k${n}`;
  });
  await producer.disconnect();
  return measured;
};

const listening = async (kafka: Kafka, topic: string, see: (key: string) => void): Promise<Consumer> => {
  const consumer = kafka.consumer({ groupId: `${topic}-reader`, maxWaitTimeInMs: 20 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const joined = new Promise<void>((resolve) => void consumer.on('consumer.group_join', () => resolve()));
  await consumer.run({ eachMessage: async ({ message }) => see(String(message.key)) });
  await joined;
  return consumer;
};
