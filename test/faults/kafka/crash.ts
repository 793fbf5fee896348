// Publishers and the broker killed under load, the wire between them cut, and what the topic has afterwards (I8, I13).
import { startNodeInWorker } from '#embedded-store';
import { PUBLISHER_STEPS, publisherName } from '#messaging/kafka';
import { freePort, type OurBroker, ourKafka } from '../../kafka/some-kafka';
import { LONG_TICKET, limitTopic, TAKES_ALL, TAKES_NO_LONG_TICKET } from '../../kafka/topic-limit';
import { topicLog } from '../../kafka/topic-log';
import { type Wire, wireTo } from '../../kafka/wire';
import { discard, scratch } from '../../programs/scratch';
import { type SomeStore, storeGivenOr } from '../../programs/some-store';
import { type Chance, chanceOf } from '../chance';
import type { Crash, Cycle, Wanted } from '../cycle';
import type { Violation } from '../ledger';
import { duplicatesIn, violationsOfI8 } from './published';
import { type PublisherPlan, type PublisherProcess, Publishers } from './publisher-process';
import { aWorld, type World } from './world';

/** So many cycles happen to one topic, one after the other; then another begins. */
const LIFE = 10;
const TICKETS = 12;
/** How long it may take to be where it was after everything has come back (I13). */
const RECOVERS_WITHIN_MS = 90_000;
const STEP_WITHIN_MS = 3_000;
/** Those that come by themselves, and those that come where a ticket is parked. */
const STEPS = PUBLISHER_STEPS.filter((step) => !/parked/.test(step));
const PARKING = PUBLISHER_STEPS.filter((step) => /parked/.test(step));

const FAULTS = [
  'publisher',
  'broker',
  'broker and publisher',
  'two publishers',
  'connection',
  'answers',
  'refusal',
] as const;
type Fault = (typeof FAULTS)[number];

type Rig = {
  readonly broker: OurBroker;
  readonly wire: Wire;
  readonly publishers: Publishers;
  readonly store: SomeStore;
};
type Life = Rig & { readonly world: World; readonly topic: string };

const planned = (chance: Chance, fault: Fault): PublisherPlan => {
  if (fault === 'refusal') return { step: chance.of(PARKING), occurrence: 1 + chance.below(2) };
  return chance.happens(0.25) ? { whenever: true } : { step: chance.of(STEPS), occurrence: 1 + chance.below(6) };
};
const described = (plan: PublisherPlan) => ('step' in plan ? `${plan.step}, time ${plan.occurrence}` : 'some instant');

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Tells of tickets, several at once, until it is told to stop. */
const load = (world: World, chance: Chance) => {
  let isOver = false;
  const lane = async (n: number) => {
    for (let i = 0; !isOver; i++) {
      await world.tell(`T${n + 4 * (i % (TICKETS / 4))}`);
      if (chance.happens(0.3)) await pause(chance.below(20));
    }
  };
  const lanes = Promise.all([0, 1, 2, 3].map(lane));
  return async () => {
    isOver = true;
    await lanes;
  };
};

const publisher = ({ publishers, world, wire, topic }: Life, plan: PublisherPlan): Promise<PublisherProcess> =>
  publishers.start({ whereabouts: world.whereabouts, brokers: [`127.0.0.1:${wire.port}`], topic, plan });

/** What each fault does while events are told and published; afterwards everything is there again but the publishers. */
const happen = async (fault: Fault, life: Life, chance: Chance): Promise<string> => {
  const { broker, wire, world, topic } = life;
  const plan = planned(chance, fault);
  if (fault === 'refusal') await limitTopic(broker.brokers, topic, TAKES_NO_LONG_TICKET);
  const ours = await publisher(life, plan);
  const other = fault === 'two publishers' ? await publisher(life, planned(chance, fault)) : undefined;
  await pause(chance.below(300));
  if (fault === 'broker' || fault === 'broker and publisher') {
    await broker.kill();
    if (fault === 'broker and publisher') await ours.kill();
    await pause(chance.below(500));
    await broker.startAgain();
  }
  if (fault === 'connection')
    for (let cuts = 1 + chance.below(5); cuts > 0; cuts--) {
      wire.cut();
      await pause(chance.below(200));
    }
  if (fault === 'answers') {
    const lost = wire.loseAnswers();
    await Promise.race([lost, ours.gone]);
    await pause(chance.below(200));
    wire.heal();
  }
  if (fault === 'refusal') {
    for (let events = 1 + chance.below(3); events > 0; events--) await world.tell(LONG_TICKET);
    await Promise.race([ours.gone, parkedBy(life, STEP_WITHIN_MS)]);
    await limitTopic(broker.brokers, topic, TAKES_ALL);
  }
  // A step that is planned is waited for; nobody waits for ever, because a step may not come any more.
  await Promise.race([ours.gone, pause('step' in plan ? STEP_WITHIN_MS : chance.below(400))]);
  await Promise.all([ours.kill(), other?.kill()]);
  return `${fault}; the publisher was killed at ${described(plan)}`;
};

/** Whether the publisher has parked a ticket, as others see it. */
const isParked = async ({ world, topic }: Life): Promise<boolean> =>
  (await world.views.deadlines.parked(publisherName({ events: { name: topic } }))).length > 0;
const parkedBy = (life: Life, withinMs: number): Promise<boolean> => becomes(true, life, withinMs);
const freedBy = (life: Life, withinMs: number): Promise<boolean> => becomes(false, life, withinMs);
const becomes = async (parked: boolean, life: Life, withinMs: number): Promise<boolean> => {
  for (const until = performance.now() + withinMs; performance.now() < until; await pause(25))
    if ((await isParked(life)) === parked) return true;
  return false;
};

const checked = async ({ world, broker, topic }: Life, story: string): Promise<readonly Violation[]> => {
  const log = await topicLog(broker.brokers, topic);
  const violations = violationsOfI8(world.told, log);
  const events = [...world.told.values()].reduce((sum, count) => sum + count, 0);
  process.stderr.write(`${story}: ${events} events, ${duplicatesIn(log)} copies of them besides\n`);
  return violations;
};

const cycle = async (life: Life, seed: number): Promise<Pick<Cycle, 'recovered' | 'violations' | 'story'>> => {
  const chance = chanceOf(seed);
  const fault = chance.of(FAULTS);
  const over = load(life.world, chance);
  const story = await happen(fault, life, chance).finally(over);
  const last = await publisher(life, { whenever: true });
  try {
    const recovered =
      (await life.world.isOut(life.topic, RECOVERS_WITHIN_MS)) && (await freedBy(life, RECOVERS_WITHIN_MS));
    const late: Violation[] = recovered
      ? []
      : [{ invariant: 'I13', what: `it is not out yet. It said: ${last.said.at(-1)}` }];
    return { recovered, violations: [...late, ...(await checked(life, story))], story };
  } finally {
    await last.kill();
  }
};

async function* lives(rig: Rig, { seed: first, cycles, stop }: Wanted): AsyncGenerator<Cycle> {
  for (let at = 0; at < cycles && !stop.aborted; at += LIFE) {
    const begin = first + at;
    const topic = `crash-${begin}-${Date.now()}`;
    const life: Life = {
      ...rig,
      topic,
      world: await aWorld({ url: rig.store.url, prefix: `${rig.store.prefix}l${begin}-` }),
    };
    try {
      for (let seed = begin; seed < Math.min(begin + LIFE, first + cycles) && !stop.aborted; seed++) {
        const again = `--only kafka --seed ${begin} --cycles ${seed - begin + 1}`;
        yield { seed, again, ...(await cycle(life, seed)) };
      }
    } finally {
      await life.world.close();
    }
  }
}

async function* run(wanted: Wanted): AsyncGenerator<Cycle> {
  const kafka = ourKafka();
  if ('missing' in kafka) throw new Error(`There is no Kafka here that may be killed: ${kafka.missing}`);
  const hears = await freePort();
  const wire = await wireTo(hears);
  const broker = await kafka.start({ hears, said: wire.port });
  const directory = scratch('crash-kafka');
  const store = await storeGivenOr(async () => {
    const node = await startNodeInWorker({ dir: directory, port: 0 });
    return { url: `esdb://127.0.0.1:${node.port}?tls=false`, stop: () => node.close() };
  });
  const publishers = new Publishers();
  try {
    yield* lives({ broker, wire, publishers, store }, wanted);
  } finally {
    await publishers.close();
    await store.stop();
    await broker.stop();
    await wire.close();
    discard(directory);
  }
}

export const kafkaKills: Crash = {
  name: 'kill',
  does: 'publishers and the broker as processes of their own, killed with SIGKILL under load, and the wire between them cut',
  run,
};
