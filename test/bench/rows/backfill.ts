import { join } from 'node:path';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { openLog } from '#command-line';
import { CATALOGS } from '#composition';
import { openKeysToRead } from '#event-store';
import { openBackfill } from '#messaging/backfill';
import { aWorld, silent, type World } from '../../faults/kafka/world';
import { someKafka } from '../../kafka/some-kafka';
import { type Found, topicLog } from '../../kafka/topic-log';
import { interruptible } from '../interruptible';
import { fill } from './public-events';
import { median, type Row } from './row';

const TICKETS = 2_000;
const EACH = 20;
const MESSAGES = TICKETS * EACH;
const ROUNDS = 3;
/** As many as the publisher puts into one request, by their size. */
const AT_ONCE = 600;

/** Public events from the embedded log into Kafka, as `npm run publish` sends them. */
export const backfill = async (): Promise<Row | readonly Row[]> => {
  interruptible();
  const kafka = someKafka();
  if ('missing' in kafka) {
    process.stderr.write(`backfill: NOT MEASURED, there is no Kafka here: ${kafka.missing}\n`);
    return [];
  }
  const broker = await kafka.start();
  const world = await aWorld();
  try {
    await fill(world, TICKETS, EACH);
    const topic = `bench-${Date.now()}`;
    const first = await ours(world, broker.brokers, `${topic}-warm`);
    const ready = await topicLog(broker.brokers, `${topic}-warm`);
    await theirs(broker.brokers, `${topic}-warm`, ready);
    process.stderr.write(`backfill: the first time, ${Math.round(first)} a second\n`);
    const rates: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] };
    for (let round = 0; round < ROUNDS; round++) {
      rates.ours.push(await ours(world, broker.brokers, `${topic}-${round}`));
      rates.theirs.push(await theirs(broker.brokers, `${topic}-${round}`, ready));
    }
    const [value, referenceValue] = [median(rates.ours), median(rates.theirs)];
    const ratio = value / referenceValue;
    return {
      name: 'backfill',
      value,
      unit: 'messages/s',
      reference: 'kafkajs sending the same messages, ready-made, with the same settings',
      referenceValue,
      ratio,
      goal: '≥ 0.6x',
      met: ratio >= 0.6,
    };
  } finally {
    await world.close();
    await broker.stop();
  }
};

const ours = async ({ whereabouts, views }: World, brokers: readonly string[], name: string): Promise<number> => {
  const { directory } = whereabouts;
  const keys = openKeysToRead(join(directory, `keys-${process.pid}`), Buffer.alloc(32, 1));
  const source = await openLog({ dir: join(directory, 'store'), catalogs: CATALOGS, keys });
  const filling = await openBackfill(
    {
      client: 'kafkajs',
      connection: { brokers, clientId: 'bench' },
      events: { name, partitions: 12, replication: 1, minInsync: 1, cleanup: 'delete' },
      mayCreate: true,
      origin: { feedUrl: '/feed' },
    },
    { deadlines: views.deadlines, log: silent },
    {},
  );
  const from = performance.now();
  await source.feed([filling.consumer]);
  await filling.settled();
  const rate = (filling.sent / (performance.now() - from)) * 1000;
  await Promise.all([filling.close(), source.close()]);
  if (filling.sent !== MESSAGES) throw new Error(`${filling.sent} of ${MESSAGES} messages were sent.`);
  return rate;
};

const theirs = async (brokers: readonly string[], topic: string, ready: readonly Found[]): Promise<number> => {
  const kafka = new Kafka({ brokers: [...brokers], clientId: 'bench', logLevel: logLevel.NOTHING });
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const messages = ready.map(({ key, value, headers }) => ({ key, value, headers }));
  const from = performance.now();
  for (let at = 0; at < messages.length; at += AT_ONCE)
    await producer.send({ topic, acks: -1, messages: messages.slice(at, at + AT_ONCE) });
  const rate = (messages.length / (performance.now() - from)) * 1000;
  await producer.disconnect();
  return rate;
};
