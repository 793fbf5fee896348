// The door to Kafka: which client speaks, which topics there are, and the publisher that fills them.

import type { Store } from '#event-store';
import type { ConsumerRuntime, RunningConsumer } from '#processes';
import { PUBLIC_TYPES } from '../contract/contract';
import { type Bus, type KafkaConnection, SASL_MECHANISMS as MECHANISMS, type Topic } from './bus';
import { CurrentDelivery } from './current';
import { Delivery } from './delivery';
import type { KafkaJsBus } from './kafkajs-bus';
import type { PlatformaticBus } from './platformatic-bus';
import { runPublisher, PUBLISHER_STEPS as STEPS, type PublisherStep as Step } from './publisher';
import { type Origin, outgoing } from './record';

/** The clients that can stand behind the port, by the name of their package. */
export const KAFKA_CLIENTS = ['kafkajs', 'platformatic'] as const;
export type KafkaClient = (typeof KAFKA_CLIENTS)[number];

type BusOver = new (connection: KafkaConnection) => Bus;
/** Loaded when it is spoken through, and not before: whoever has no Kafka need not wait for either of them. */
const BUSES: Readonly<Record<KafkaClient, () => BusOver>> = {
  kafkajs: () => (require('./kafkajs-bus') as { KafkaJsBus: typeof KafkaJsBus }).KafkaJsBus,
  platformatic: () => (require('./platformatic-bus') as { PlatformaticBus: typeof PlatformaticBus }).PlatformaticBus,
};

export const openBus = (client: KafkaClient, connection: KafkaConnection): Bus => new (BUSES[client]())(connection);

/** How a password is said to Kafka. */
export const SASL_MECHANISMS = MECHANISMS;

/** Where a publisher can be killed, in a test. */
export const PUBLISHER_STEPS = STEPS;
export type PublisherStep = Step;

export type KafkaOptions = {
  readonly client: KafkaClient;
  readonly connection: KafkaConnection;
  /** Where every public event goes. */
  readonly events: Topic;
  /** Where the latest state of each ticket goes, if anywhere: a compacted topic. */
  readonly current?: Topic;
  /** Where the notary's checkpoints go, if anywhere. */
  readonly checkpoints?: Topic;
  /** Whether topics that are missing are created; else it is said how. */
  readonly mayCreate: boolean;
  readonly origin: Origin;
};

type Runtime = ConsumerRuntime & {
  readonly store: Pick<Store, 'load'>;
  /** For tests. */
  readonly onStep?: (step: PublisherStep) => void;
  readonly retryMs?: number;
};

/** Under which its checkpoint is kept: another topic is another name. */
export const publisherName = ({ events }: { readonly events: Pick<Topic, 'name'> }): string =>
  `${PUBLISHERS}${events.name}`;
/** How the names of publishers begin, and of nothing else. */
export const PUBLISHERS = 'kafka:';

/** Publishes from where it stopped the last time; Kafka need not be there yet. Its checkpoint bears the topic's name. */
export const startPublisher = async (kafka: KafkaOptions, runtime: Runtime): Promise<RunningConsumer> => {
  const { client, connection, events, mayCreate, origin } = kafka;
  const { log, onStep } = runtime;
  const bus = openBus(client, connection);
  const delivery = new Delivery({
    bus,
    topic: events,
    mayCreate,
    log,
    ...(onStep && { onSend: () => onStep('sending') }),
  });
  return runPublisher({
    ...runtime,
    name: publisherName(kafka),
    delivery,
    letGo: () => bus.close(),
    outgoing: (delivered) => outgoing(delivered, origin),
  });
};

/** Keeps the latest public state of each ticket in a compacted topic; a publisher of its own, at its own pace. */
export const startCurrent = async (kafka: KafkaOptions, topic: Topic, runtime: Runtime): Promise<RunningConsumer> => {
  const { client, connection, mayCreate, origin } = kafka;
  const bus = openBus(client, connection);
  const delivery = new Delivery({ bus, topic, mayCreate, log: runtime.log });
  return runPublisher({
    ...runtime,
    name: publisherName({ events: topic }),
    delivery: new CurrentDelivery(delivery, runtime.store, PUBLIC_TYPES),
    letGo: () => bus.close(),
    outgoing: (delivered) => outgoing(delivered, origin),
  });
};
