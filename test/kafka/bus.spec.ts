// What the publisher relies on, whichever client speaks to Kafka: run on a real broker.
import { setTimeout as pause } from 'node:timers/promises';
import { KAFKA_CLIENTS, type KafkaClient, openBus } from '#messaging/kafka';
import { type Broker, freePort, type OurBroker, ourKafka, someKafka } from './some-kafka';
import { topicLog } from './topic-log';
import { type Wire, wireTo } from './wire';

const kafka = someKafka();
const own = 'missing' in kafka ? kafka : ourKafka();
const missing = 'missing' in kafka ? kafka.missing : undefined;
if (missing !== undefined) process.stderr.write(`\nNOT TESTED: nothing is sent to a real Kafka here (${missing}).\n`);

const QUICK = { connectMs: 2_000, answerMs: 3_000 };

let topics = 0;
const newTopic = () => ({
  name: `test-${process.pid}-${Date.now()}-${topics++}`,
  partitions: 3,
  replication: 1,
  minInsync: 1,
  cleanup: 'delete' as const,
});
const records = (from: number, many: number) =>
  Array.from({ length: many }, (_, i) => ({ key: `T${(from + i) % 7}`, value: `${from + i}` }));
/** What was found for the first time, ticket by ticket. */
const inOrder = (found: readonly { key: string; value: string | null }[]) => {
  const seen = new Map<string, Set<string>>();
  for (const { key, value } of found) seen.set(key, (seen.get(key) ?? new Set()).add(String(value)));
  return Object.fromEntries([...seen].map(([key, values]) => [key, [...values].map(Number)]).sort());
};
const wanted = (many: number) => inOrder(records(0, many));

type Bus = ReturnType<typeof openBus>;
/** As the publisher sends: what is away, if only because the topic is a moment old, is tried again until it goes through. */
const insist = async (bus: Bus, topic: string, what: Parameters<Bus['send']>[1]): Promise<void> => {
  for (;;)
    try {
      return await bus.send(topic, what);
    } catch (error) {
      if ((error as { trouble?: string }).trouble !== 'away') throw error;
      await pause(50);
    }
};

(missing === undefined ? describe : describe.skip).each(KAFKA_CLIENTS)('Kafka through %s', (client) => {
  let broker: Broker;
  beforeAll(async () => {
    if ('start' in kafka) broker = await kafka.start();
  });
  afterAll(() => broker?.stop());

  const open = (brokers = broker.brokers) => openBus(client, { brokers, clientId: 'test', patience: QUICK });

  it('makes a topic as it is asked to, and says how it is', async () => {
    const bus = open();
    const [topic, compacted] = [newTopic(), { ...newTopic(), partitions: 1, cleanup: 'compact' as const }];
    expect(await bus.topic(topic.name)).toBeUndefined();
    for (const one of [topic, compacted]) {
      await bus.create(one);
      expect(await bus.topic(one.name)).toEqual(one);
    }
    await bus.close();
  });

  it('finds a topic that somebody else has made meanwhile', async () => {
    const bus = open();
    const topic = newTopic();
    await bus.create(topic);
    await bus.create(topic);
    expect(await bus.topic(topic.name)).toEqual(topic);
    await bus.close();
  });

  it('puts what has one key into one partition, in order, with its headers', async () => {
    const bus = open();
    const topic = newTopic();
    await bus.create(topic);
    const headers = { 'content-type': 'application/json', ce_id: 'größer' };
    for (let sent = 0; sent < 300; sent += 50)
      await insist(
        bus,
        topic.name,
        records(sent, 50).map((record) => ({ ...record, headers })),
      );
    const found = await topicLog(broker.brokers, topic.name);
    expect(found).toHaveLength(300);
    expect(inOrder(found)).toEqual(wanted(300));
    expect(new Set(found.map(({ key, partition }) => `${key} in ${partition}`)).size).toBe(7);
    expect(found.every((one) => one.headers.ce_id === headers.ce_id)).toBe(true);
    await bus.close();
  });

  it('puts a key where every other client puts it', async () => {
    const topic = newTopic();
    const places = async (one: KafkaClient) => {
      const bus = openBus(one, { brokers: broker.brokers, clientId: 'test', patience: QUICK });
      if (!(await bus.topic(topic.name))) await bus.create(topic);
      await insist(bus, topic.name, records(0, 50));
      await bus.close();
    };
    await places('kafkajs');
    await places(client);
    const found = await topicLog(broker.brokers, topic.name);
    expect(new Set(found.map(({ key, partition }) => `${key} in ${partition}`)).size).toBe(7);
    expect(found).toHaveLength(100);
  });

  it('sends one thing after the other, however many ask at once', async () => {
    const bus = open();
    const topic = newTopic();
    await bus.create(topic);
    await insist(bus, topic.name, records(0, 10));
    await Promise.all(Array.from({ length: 19 }, (_, i) => bus.send(topic.name, records(10 * (i + 1), 10))));
    expect(inOrder(await topicLog(broker.brokers, topic.name))).toEqual(wanted(200));
    await bus.close();
  });

  it('takes a tombstone, and an empty message', async () => {
    const bus = open();
    const topic = { ...newTopic(), cleanup: 'compact' as const };
    await bus.create(topic);
    await insist(bus, topic.name, [{ key: 'T1', value: null }]);
    await insist(bus, topic.name, [{ key: 'T1', value: '' }]);
    expect((await topicLog(broker.brokers, topic.name)).map(({ value }) => value)).toEqual([null, '']);
    await bus.close();
  });

  it('tells what is too large from a broker that is away, and goes on', async () => {
    const bus = open();
    const topic = newTopic();
    await bus.create(topic);
    await insist(bus, topic.name, [{ key: 'T1', value: 'first' }]);
    const large = { key: 'T1', value: Buffer.alloc(2 * 1024 * 1024, 'x') };
    await expect(bus.send(topic.name, [large])).rejects.toMatchObject({ name: 'SendFailed', trouble: 'too-large' });
    await insist(bus, topic.name, [{ key: 'T1', value: 'small' }]);
    expect((await topicLog(broker.brokers, topic.name)).map(({ value }) => value)).toEqual(['first', 'small']);
    await bus.close();
  });

  it('says that it is away where nobody answers', async () => {
    const bus = open([`127.0.0.1:${await freePort()}`]);
    const away = { name: 'SendFailed', trouble: 'away' };
    await expect(bus.send('events', records(0, 1))).rejects.toMatchObject(away);
    await expect(bus.topic('events')).rejects.toMatchObject(away);
    await bus.close();
  });

  it('sends nothing once it is closed', async () => {
    const bus = open();
    await bus.close();
    await expect(bus.send('events', records(0, 1))).rejects.toMatchObject({ trouble: 'away' });
  });
});

('start' in own ? describe : describe.skip).each(KAFKA_CLIENTS)('Kafka in distress, through %s', (client) => {
  let broker: OurBroker;
  let wire: Wire;
  beforeAll(async () => {
    if ('missing' in own) return;
    const hears = await freePort();
    wire = await wireTo(hears);
    broker = await own.start({ hears, said: wire.port });
  });
  afterAll(async () => {
    await broker?.stop();
    await wire?.close();
  });

  const insisting = (bus: Bus, topic: string, from: number, many: number) => insist(bus, topic, records(from, many));
  const overTheWire = async () => {
    const bus = openBus(client, { brokers: [`127.0.0.1:${wire.port}`], clientId: 'test', patience: QUICK });
    const topic = newTopic();
    await bus.create(topic);
    return { bus, topic: topic.name };
  };

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'lets in who has the password, over TLS: %s',
    async (mechanism) => {
      const { brokers, ca } = broker.secure;
      const as = (password: string, tls: { ca?: string } = { ca }) =>
        openBus(client, {
          brokers,
          clientId: 'test',
          tls,
          sasl: { mechanism, username: 'faultline', password },
          patience: QUICK,
        });
      const topic = newTopic();
      const bus = as('secret');
      await bus.create(topic);
      await insist(bus, topic.name, records(0, 20));
      await bus.close();
      expect(inOrder(await topicLog(broker.brokers, topic.name))).toEqual(wanted(20));
      for (const stranger of [as('guessed'), as('secret', {})]) {
        await expect(stranger.send(topic.name, records(0, 1))).rejects.toMatchObject({ trouble: 'away' });
        await stranger.close();
      }
    },
  );

  it('goes on after the connection was cut', async () => {
    const { bus, topic } = await overTheWire();
    for (let sent = 0; sent < 100; sent += 10) {
      const sending = insisting(bus, topic, sent, 10);
      if (sent % 20 === 0) wire.cut();
      await sending;
    }
    await bus.close();
    expect(inOrder(await topicLog(broker.brokers, topic))).toEqual(wanted(100));
  });

  it('loses nothing and reorders nothing where an answer is lost', async () => {
    const { bus, topic } = await overTheWire();
    await insisting(bus, topic, 0, 10);
    const lost = wire.loseAnswers();
    const sending = insisting(bus, topic, 10, 10);
    await lost;
    wire.heal();
    await sending;
    await insisting(bus, topic, 20, 10);
    await bus.close();
    expect(inOrder(await topicLog(broker.brokers, topic))).toEqual(wanted(30));
  });

  it('goes on after the broker was killed and has come back', async () => {
    const { bus, topic } = await overTheWire();
    await insisting(bus, topic, 0, 10);
    await broker.kill();
    await expect(bus.send(topic, records(10, 10))).rejects.toMatchObject({ trouble: 'away' });
    const sending = insisting(bus, topic, 10, 10);
    await broker.startAgain();
    await sending;
    await bus.close();
    expect(inOrder(await topicLog(broker.brokers, topic))).toEqual(wanted(20));
  });
});
