// A ticket that the broker will not take: seen by whoever looks, tried again when somebody asks, forgotten by nobody.

import { randomUUID } from 'node:crypto';
import { publisherName, startPublisher } from '#messaging/kafka';
import type { RunningConsumer } from '#processes';
import { openReadStore, type ReadStore } from '#read-store';
import { StuckQuery, type StuckWork } from '../../apps/server/stuck';
import { violationsOfI8 } from '../faults/kafka/published';
import { Publishers } from '../faults/kafka/publisher-process';
import { aWorld, silent, type World } from '../faults/kafka/world';
import { untilWithin } from '../programs/until';
import { type OurBroker, ourKafka } from './some-kafka';
import { LONG_TICKET, limitTopic, TAKES_ALL, TAKES_NO_LONG_TICKET } from './topic-limit';
import { topicLog } from './topic-log';

const kafka = ourKafka();
if ('missing' in kafka) process.stderr.write(`\nNOT TESTED: no real Kafka refuses a ticket here (${kafka.missing}).\n`);

const WITHIN_MS = 120_000;
const until = untilWithin(WITHIN_MS);

('start' in kafka ? describe : describe.skip)('A ticket that Kafka will not take', () => {
  let broker: OurBroker;
  let world: World;
  let topic: string;
  /** The read store as another server has it open, and what that one answers. */
  let elsewhere: ReadStore;
  let stuck: StuckQuery;
  const publishings: RunningConsumer[] = [];
  const publishers = new Publishers();

  beforeAll(async () => {
    if ('start' in kafka) broker = await kafka.start();
  });
  afterAll(async () => {
    await publishers.close();
    await broker?.stop();
  });
  beforeEach(async () => {
    topic = `parked-${randomUUID()}`;
    world = await aWorld();
    elsewhere = await openReadStore({ file: `${world.whereabouts.directory}/views.sqlite` });
    stuck = new StuckQuery(elsewhere, { now: Date.now }, []);
    await limitTopic(broker.brokers, topic, TAKES_NO_LONG_TICKET);
  });
  afterEach(async () => {
    await Promise.all(publishings.splice(0).map((publishing) => publishing.stop()));
    await elsewhere.close();
    await world.close();
  });

  const events = () => ({ name: topic, partitions: 3, replication: 1, minInsync: 1, cleanup: 'delete' as const });
  const connection = () => ({ brokers: broker.brokers, clientId: 'test' });
  const publish = async (): Promise<RunningConsumer> => {
    const publishing = await startPublisher(
      { client: 'kafkajs', connection: connection(), events: events(), mayCreate: true, origin: { feedUrl: '/feed' } },
      { store: world.store, deadlines: world.views.deadlines, clock: { now: Date.now }, log: silent },
    );
    publishings.push(publishing);
    return publishing;
  };
  const name = () => publisherName({ events: events() });
  const tellAll = async (times: number) => {
    for (let n = 0; n < times; n++) for (const ticketId of ['T1', LONG_TICKET, 'T2']) await world.tell(ticketId);
  };
  const listed = async (): Promise<StuckWork> => {
    let found: StuckWork | undefined;
    await until(async () => {
      found = (await stuck.all())[0];
      return found !== undefined;
    }, 'it is listed');
    return found as StuckWork;
  };
  const isListedNoMore = () => until(async () => (await stuck.all()).length === 0, 'it is listed no more');
  const log = () => topicLog(broker.brokers, topic);
  const isOut = async () => expect(await world.isOut(topic, WITHIN_MS)).toBe(true);

  it('is listed by whichever server is asked: since when, why, and what to do', async () => {
    await publish();
    await tellAll(2);
    expect(await listed()).toEqual({
      process: name(),
      ticketId: LONG_TICKET,
      since: expect.stringMatching(/^20.*Z$/),
      reason: expect.stringMatching(/larger than the max/),
      attempts: expect.any(Number),
      whatToDo: expect.stringMatching(/max\.message\.bytes.*POST \/stuck/),
    });
    await expect(stuck.retry(name(), 'T1')).rejects.toMatchObject({ code: 'stuck.unknown' });
  });

  it('goes out at once when somebody asks, with all that was told meanwhile, and is listed no more', async () => {
    const publishing = await publish();
    await tellAll(2);
    await listed();
    await tellAll(2);
    await isOut();
    await limitTopic(broker.brokers, topic, TAKES_ALL);
    const from = performance.now();
    await stuck.retry(name(), LONG_TICKET);
    await isListedNoMore();
    expect(performance.now() - from).toBeLessThan(30_000); // by itself it would have waited a minute
    expect(violationsOfI8(world.told, await log())).toEqual([]);
    expect(publishing.parked).toBe(0);
  });

  it('is known with its reason to the publisher that follows, and the attempts are counted on', async () => {
    await tellAll(1);
    await publish();
    const { attempts, reason } = await listed();
    await publishings.splice(0)[0]?.stop();
    const next = await publish();
    await until(() => next.parked === 1, 'it knows of the ticket');
    expect(await world.views.deadlines.parked(name())).toMatchObject([{ key: LONG_TICKET, revision: 0, reason }]);
    await stuck.retry(name(), LONG_TICKET);
    await until(async () => (await listed()).attempts > attempts, 'it was tried in vain once more');
  });

  it('is not lost where another publisher passes over an event while it goes out', async () => {
    await tellAll(1);
    await publish();
    await listed();
    await publish(); // knows of it, and goes on passing over what is told
    await limitTopic(broker.brokers, topic, TAKES_ALL);
    await stuck.retry(name(), LONG_TICKET);
    await tellAll(20);
    await isOut();
    await isListedNoMore();
    expect(violationsOfI8(world.told, await log())).toEqual([]);
  });

  describe('to a publisher that is killed', () => {
    const parkedAndFreed = async (step: 'parked' | 'unparked', forgetsParked?: true) => {
      const orders = { whereabouts: world.whereabouts, brokers: broker.brokers, topic };
      const plant = forgetsParked && { forgetsParked };
      const killed = await publishers.start({ ...orders, ...plant, plan: { step, occurrence: 1 } });
      await tellAll(3);
      if (step === 'unparked') await listed();
      else await killed.gone;
      await limitTopic(broker.brokers, topic, TAKES_ALL);
      await killed.gone;
      const next = await publishers.start({ ...orders, ...plant, plan: { whenever: true } });
      await tellAll(1);
      await isOut();
      await isListedNoMore();
      await next.kill('SIGTERM');
      return violationsOfI8(world.told, await log()).map(({ what }) => what);
    };

    it.each(['parked', 'unparked'] as const)('at the step "%s" is not forgotten', async (step) =>
      expect(await parkedAndFreed(step)).toEqual([]),
    );

    it('would be missed, and that is seen, where the publisher did not keep what it has parked', async () =>
      expect((await parkedAndFreed('parked', true)).join()).toMatch(/^long.* comes \d|^long.* are in the topic/));
  });

  it('is listed beside a publisher that stands still as a whole', async () => {
    const { views } = world;
    await world.tell('T1');
    const [first] = await world.store.read('public-T1');
    if (first === undefined) throw new Error('Nothing was told.');
    const { checkpoint } = first;
    await views.deadlines.save(name(), { checkpoint: { ...checkpoint, eventId: randomUUID() } });
    await publish();
    expect(await listed()).toMatchObject({ process: name(), whatToDo: expect.stringMatching(/stands still/) });
  });
});
