// The publisher on a real broker: what is in the topic is what was recorded, ticket by ticket, whatever happens (I8).

import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { openBus, PUBLISHER_STEPS, publisherName, startPublisher } from '#messaging/kafka';
import type { RunningConsumer } from '#processes';
import { violationsOfI8 } from '../faults/kafka/published';
import { Publishers } from '../faults/kafka/publisher-process';
import { aWorld, silent, type World } from '../faults/kafka/world';
import { untilWithin } from '../programs/until';
import { freePort, type OurBroker, ourKafka } from './some-kafka';
import { LONG_TICKET, limitTopic, TAKES_ALL, TAKES_NO_LONG_TICKET } from './topic-limit';
import { topicLog } from './topic-log';
import { type Wire, wireTo } from './wire';

const kafka = ourKafka();
if ('missing' in kafka)
  process.stderr.write(`\nNOT TESTED: no publisher publishes to a real Kafka here (${kafka.missing}).\n`);

const WITHIN_MS = 120_000;
const until = untilWithin(WITHIN_MS);

('start' in kafka ? describe : describe.skip)('The publisher', () => {
  let broker: OurBroker;
  let wire: Wire;
  let world: World;
  let topic: string;
  const publishings: RunningConsumer[] = [];

  beforeAll(async () => {
    if ('missing' in kafka) return;
    const hears = await freePort();
    wire = await wireTo(hears);
    broker = await kafka.start({ hears, said: wire.port });
  });
  afterAll(async () => {
    await broker?.stop();
    await wire?.close();
  });
  beforeEach(async () => {
    wire.heal();
    await broker.startAgain(); // whatever the spec before this one came to
    topic = `public-${randomUUID()}`;
    world = await aWorld();
  });
  afterEach(async () => {
    await Promise.all(publishings.splice(0).map((publishing) => publishing.stop()));
    await world.close();
  });

  const connection = () => ({
    brokers: [`127.0.0.1:${wire.port}`],
    clientId: 'test',
    patience: { connectMs: 1_000, answerMs: 2_000 },
  });
  const events = () => ({ name: topic, partitions: 3, replication: 1, minInsync: 1, cleanup: 'delete' as const });
  const publish = async (mayCreate = true): Promise<RunningConsumer> => {
    const publishing = await startPublisher(
      {
        client: 'kafkajs',
        connection: connection(),
        events: events(),
        mayCreate,
        origin: { feedUrl: 'https://desk/feed' },
      },
      { store: world.store, deadlines: world.views.deadlines, clock: { now: Date.now }, log: silent, retryMs: 500 },
    );
    publishings.push(publishing);
    return publishing;
  };
  const tellAll = async (tickets: readonly string[], times: number, client?: string) => {
    for (let n = 0; n < times; n++) for (const ticketId of tickets) await world.tell(ticketId, client);
  };
  const isOut = async () => expect(await world.isOut(topic, WITHIN_MS)).toBe(true);
  const log = () => topicLog(broker.brokers, topic);
  const parked = () => world.views.deadlines.parked(publisherName({ events: events() }));
  const I8 = async () => expect(violationsOfI8(world.told, await log())).toEqual([]);

  it('copies what was recorded, in order, and goes on where it stopped', async () => {
    await tellAll(['T1', 'T2', 'T3'], 20);
    const first = await publish();
    await isOut();
    await tellAll(['T1', 'T4'], 5);
    await isOut();
    await first.stop();
    await tellAll(['T1', 'T2'], 5);
    await publish();
    await isOut();
    await I8();
    expect(await log()).toHaveLength(80);
    expect(first).toMatchObject({ state: 'stopped', parked: 0 });
  });

  it('waits while the broker is away, says for how long, and goes on by itself', async () => {
    const publishing = await publish();
    await tellAll(['T1'], 3);
    await isOut();
    await broker.kill();
    await tellAll(['T1', 'T2'], 20);
    await until(() => publishing.lag.ms > 1_000 && publishing.state === 'waiting', 'the lag shows');
    expect(publishing.trouble).toEqual(expect.any(String));
    await broker.startAgain();
    await isOut();
    await until(() => publishing.state === 'live', 'it is live again');
    expect(publishing).toMatchObject({ state: 'live', lag: { events: 0, ms: 0 }, parked: 0, trouble: undefined });
    await I8();
  });

  it('stops at once while the broker is away, and misses nothing by it', async () => {
    await tellAll(['T1'], 3);
    wire.refuse();
    const publishing = await publish();
    await until(() => publishing.state === 'waiting', 'it waits');
    await publishing.stop();
    wire.heal();
    await publish();
    await isOut();
    await I8();
  });

  it('does without an answer, and without the connection', async () => {
    await publish();
    await tellAll(['T1', 'T2'], 10);
    await isOut();
    const lost = wire.loseAnswers();
    await tellAll(['T1', 'T2'], 10);
    await lost;
    wire.heal();
    await tellAll(['T1', 'T3'], 10);
    wire.cut();
    await tellAll(['T1', 'T3'], 10);
    await isOut();
    await I8();
  });

  it('does not create a topic unasked: it says how, and goes on when that was done', async () => {
    await tellAll(['T1'], 3);
    const publishing = await publish(false);
    await until(() => publishing.trouble !== undefined, 'it says what is wrong');
    expect(publishing.trouble).toContain(`kafka-topics.sh --bootstrap-server BROKER --create --topic ${topic}`);
    const bus = openBus('kafkajs', connection());
    await bus.create(events());
    await bus.close();
    await isOut();
    await I8();
  });

  it('refuses a topic that forgets what it must keep', async () => {
    const bus = openBus('kafkajs', connection());
    await bus.create({ ...events(), cleanup: 'compact' });
    await bus.close();
    await tellAll(['T1'], 3);
    const publishing = await publish();
    await until(() => publishing.trouble !== undefined, 'it says what is wrong');
    expect(publishing.trouble).toMatch(/has cleanup\.policy compact instead of delete.*kafka-topics\.sh/);
    expect(await log()).toEqual([]);
  });

  it('sends a reference in the place of what the broker finds too large', async () => {
    await limitTopic(broker.brokers, topic, 2_000);
    await tellAll(['T1', 'T2'], 2);
    await world.tell('T1', 'x'.repeat(10_000));
    await tellAll(['T1', 'T2'], 2);
    await publish();
    await isOut();
    await I8();
    const [reference, ...others] = (await log()).filter(({ headers }) => headers.ce_dataref !== undefined);
    expect(others).toEqual([]);
    expect(reference).toMatchObject({ key: 'T1', value: '', headers: { ce_sequence: '0000000002' } });
    expect(reference?.headers.ce_dataref).toMatch(/^https:\/\/desk\/feed/);
  });

  it('parks the ticket that the broker will not take, that one alone, and tries it again', async () => {
    await limitTopic(broker.brokers, topic, TAKES_NO_LONG_TICKET);
    await tellAll(['T1', LONG_TICKET, 'T2'], 2);
    const publishing = await publish();
    await until(() => publishing.parked === 1, 'a ticket is parked');
    await tellAll(['T1', 'T2'], 2);
    await isOut();
    expect(await parked()).toMatchObject([{ key: LONG_TICKET, revision: 0 }]);
    const others = new Map([...world.told].filter(([ticketId]) => ticketId.length === 2));
    expect(violationsOfI8(others, await log())).toEqual([]);
    await limitTopic(broker.brokers, topic, TAKES_ALL);
    await until(() => publishing.parked === 0, 'it is let go');
    await I8();
  });

  it('parks a ticket with an event that cannot be read, also over a restart', async () => {
    const client = EventStoreDBClient.connectionString(world.whereabouts.url);
    const rubbish = jsonEvent({ type: 'com.faultline.ticket.unheard-of.v9', data: {} });
    await client.appendToStream('public-T9', rubbish, { expectedRevision: NO_STREAM });
    await tellAll(['T1', 'T2'], 5);
    for (const publishing of [await publish(), await publish()]) {
      await isOut();
      await until(() => publishing.parked === 1, 'the ticket is parked');
      await publishing.stop();
    }
    await client.dispose();
    await I8();
  });

  describe('as a process of its own', () => {
    const publishers = new Publishers();
    afterAll(() => publishers.close());
    const begin = (plan: Parameters<Publishers['start']>[0]['plan']) =>
      publishers.start({ whereabouts: world.whereabouts, brokers: connection().brokers, topic, plan });

    it.each(PUBLISHER_STEPS.filter((step) => !/parked/.test(step)))('may be killed at the step: %s', async (step) => {
      await tellAll(['T1', 'T2'], 5);
      const killed = await begin({ step, occurrence: 1 });
      await killed.gone;
      await tellAll(['T1', 'T3'], 5);
      const next = await begin({ whenever: true });
      await isOut();
      await next.kill('SIGTERM');
      await I8();
    });

    it('may run twice at once, and one of them be killed', async () => {
      const [one, other] = await Promise.all([begin({ whenever: true }), begin({ whenever: true })]);
      await tellAll(['T1', 'T2', 'T3'], 20);
      await one.kill();
      await tellAll(['T1', 'T2', 'T4'], 20);
      await isOut();
      await other.kill('SIGTERM');
      await I8();
    });
  });
});
