// tickets.current: whoever comes late reads one message a ticket, and knows how it stands.
import { type PublicEvent, publicStream } from '#messaging';
import { startCurrent } from '#messaging/kafka';
import type { RunningConsumer } from '#processes';
import { aWorld, silent, type World } from '../faults/kafka/world';
import { type Broker, someKafka } from './some-kafka';
import { topicLog } from './topic-log';

const kafka = someKafka();
if ('missing' in kafka) process.stderr.write(`\nNOT TESTED: tickets.current is not kept here (${kafka.missing}).\n`);

const AT = '2026-03-14T08:00:00.000Z';
const about = { ticketId: 'T1', client: 'acme' };
const said = (type: PublicEvent['type'], data: object) =>
  ({
    type,
    id: type,
    time: AT,
    recordedAt: AT,
    cause: { stream: 'ticket', revision: 0, eventId: type },
    data: { ...about, ...data },
  }) as PublicEvent;
const STORY = [
  said('com.faultline.ticket.opened.v1', { priority: 'P3', tier: 1 }),
  said('com.faultline.ticket.prioritised.v1', { priority: 'P1', how: 'triaged' }),
  said('com.faultline.sla.warned.v1', { target: 'restore' }),
  said('com.faultline.ticket.escalated.v1', { from: 1, to: 3 }),
  said('com.faultline.ticket.assigned.v1', { assignee: 'anna' }),
  said('com.faultline.ticket.resolved.v1', { cycle: 1 }),
];

('start' in kafka ? describe : describe.skip)('tickets.current', () => {
  let broker: Broker;
  let world: World;
  const running: RunningConsumer[] = [];
  beforeAll(async () => {
    if ('start' in kafka) broker = await kafka.start();
    world = await aWorld();
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await world?.close();
    await broker?.stop();
  });

  const topic = {
    name: `current-${process.pid}-${Date.now()}`,
    partitions: 3,
    replication: 1,
    minInsync: 1,
    cleanup: 'compact' as const,
  };
  const start = async (current = topic) => {
    const publishing = await startCurrent(
      {
        client: 'kafkajs',
        connection: { brokers: broker.brokers, clientId: 'test' },
        events: current,
        mayCreate: true,
        origin: { feedUrl: '/feed' },
      },
      current,
      { store: world.store, deadlines: world.views.deadlines, clock: { now: Date.now }, log: silent },
    );
    running.push(publishing);
    return publishing;
  };
  /** The last message of each key: what compaction leaves. */
  const latest = async () => {
    const states = (await topicLog(broker.brokers, topic.name)).map(({ key, value }) => [
      key,
      JSON.parse(String(value)),
    ]);
    return Object.fromEntries(states);
  };
  const append = async (after: number, events: readonly PublicEvent[]) =>
    world.store.append(publicStream('T1'), after, events, {
      commandId: `after ${after}`,
      actor: { id: 'test', role: 'test' },
      at: AT,
    });

  it('says how each ticket stands, by its public events alone', async () => {
    await append(-1, STORY);
    await world.tell('T2');
    const first = await start();
    expect(await world.isOut(topic.name, 120_000)).toBe(true);
    expect(await latest()).toEqual({
      T1: {
        ...about,
        revision: 5,
        recordedAt: AT,
        status: 'resolved',
        priority: 'P1',
        tier: 3,
        cycle: 1,
        assignee: 'anna',
      },
      T2: expect.objectContaining({ ticketId: 'T2', revision: 0, status: 'cancelled' }),
    });
    await first.stop();
  });

  it('goes on where it stopped', async () => {
    await append(5, [said('com.faultline.ticket.reopened.v1', { cycle: 2 })]);
    await world.tell('T3');
    await start();
    expect(await world.isOut(topic.name, 120_000)).toBe(true);
    expect(await latest()).toMatchObject({
      T1: { revision: 6, status: 'open', cycle: 2, tier: 3 },
      T3: { revision: 0 },
    });
  });

  it('forgets a ticket that was erased: a tombstone, and nothing after it', async () => {
    await append(6, [said('com.faultline.ticket.erased.v1', { erasedAt: AT })]);
    await world.tell('T4');
    expect(await world.isOut(topic.name, 120_000)).toBe(true);
    await append(7, [said('com.faultline.fault-review.disputed.v1', { disputeId: 'd1', afterHoursEvent: 1 })]);
    await world.tell('T4');
    expect(await world.isOut(topic.name, 120_000)).toBe(true);
    const ofT1 = (await topicLog(broker.brokers, topic.name)).filter(({ key }) => key === 'T1');
    const from = ofT1.findIndex(({ value }) => value === null);
    expect(from).toBeGreaterThan(0);
    expect(ofT1.slice(from).every(({ value }) => value === null)).toBe(true);
    expect(await latest()).toMatchObject({ T1: null, T4: { revision: 1 } });
  });

  it('never says anything else of it to a topic that is filled anew', async () => {
    const anew = { ...topic, name: `${topic.name}-anew` };
    await start(anew);
    expect(await world.isOut(anew.name, 120_000)).toBe(true);
    const log = await topicLog(broker.brokers, anew.name);
    expect(new Set(log.filter(({ key }) => key === 'T1').map(({ value }) => value))).toStrictEqual(new Set([null]));
    expect(new Set(log.map(({ key }) => key))).toStrictEqual(new Set(['T1', 'T2', 'T3', 'T4']));
  });
});
