import { setTimeout as pause } from 'node:timers/promises';
import { type Consumer, Kafka, logLevel, Partitioners } from 'kafkajs';
import { startPublisher } from '#messaging/kafka';
import { aWorld, silent } from '../../faults/kafka/world';
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
const COMMANDED = `${TOPIC}-commanded`;
const BARE = `${TOPIC}-bare`;

/**
 * How long until a consumer of the topic has an event, p99: from a public event that is appended; and, in a server with
 * every role, from the answer to a command, with the public process between as well.
 */
export const published = async (): Promise<readonly Row[]> => {
  interruptible();
  const found = someKafka();
  if ('missing' in found) {
    process.stderr.write(`published: NOT MEASURED, there is no Kafka here: ${found.missing}\n`);
    return [];
  }
  const broker = await found.start();
  const kafka = new Kafka({ brokers: [...broker.brokers], clientId: 'bench', logLevel: logLevel.NOTHING });
  try {
    await makeTopics(kafka, [TOPIC, COMMANDED, BARE]);
    const theirs = await bareLatencies(kafka);
    const appended = await appendedLatencies(kafka, broker.brokers);
    const commanded = await commandedLatencies(kafka, broker.brokers);
    return [
      row('published', p99(appended), p99(theirs), 'p99 ≤ 250 ms', (ms) => ms <= 250),
      row('published-command', p99(commanded), p99(theirs), 'for comparison', () => true),
    ];
  } finally {
    await broker.stop();
  }
};

const row = (
  name: string,
  value: number,
  referenceValue: number,
  goal: string,
  isMet: (ms: number) => boolean,
): Row => ({
  name,
  value,
  unit: 'ms',
  reference: 'kafkajs alone, from send to consumer, at the same rate',
  referenceValue,
  ratio: value / referenceValue,
  goal,
  met: isMet(value),
});

const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;

const appendedLatencies = async (kafka: Kafka, brokers: readonly string[]): Promise<readonly number[]> => {
  const world = await aWorld();
  const publishing = await startPublisher(
    {
      client: 'kafkajs',
      connection: { brokers, clientId: 'bench' },
      events: { name: TOPIC, partitions: 3, replication: 1, minInsync: 1, cleanup: 'delete' },
      mayCreate: false,
      origin: { feedUrl: '/feed' },
    },
    { store: world.store, deadlines: world.views.deadlines, clock: { now: Date.now }, log: silent },
  );
  try {
    return await latencies(kafka, TOPIC, async (n) => {
      await world.tell(`T${n}`);
      return `T${n}`;
    });
  } finally {
    await publishing.stop();
    await world.close();
  }
};

const commandedLatencies = async (kafka: Kafka, brokers: readonly string[]): Promise<readonly number[]> => {
  const directory = scratch('published');
  const server = await startServer(directory, { KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC: COMMANDED });
  const headers = { authorization: `Bearer ${server.keys.agent}`, 'content-type': 'application/json' };
  try {
    return await latencies(kafka, COMMANDED, async (n) => {
      const answer = await fetch(`${server.url}/tickets`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': `${COMMANDED}-${n}` },
        body: JSON.stringify({ client: 'acme', channel: 'phone', priority: 'P4', summary: `Question ${n}` }),
      });
      const { ticketId } = (await answer.json()) as { ticketId?: string };
      if (ticketId === undefined) throw new Error(`A ticket was not opened: ${answer.status}`);
      return ticketId;
    });
  } finally {
    await server.end();
    discard(directory);
  }
};

const makeTopics = async (kafka: Kafka, names: readonly string[]): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: names.map((topic) => ({ topic, numPartitions: 3 })), waitForLeaders: true });
  await admin.disconnect();
};

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
