// The door to Kafka: which client speaks, which topics there are, and the publisher that fills them.

import type { Log, Store } from '#event-store';
import type { Agenda } from '#read-store';
import type { Bus, KafkaConnection, Topic } from './bus';
import { Delivery } from './delivery';
import { KafkaJsBus } from './kafkajs-bus';
import { Publisher, PUBLISHER_STEPS as STEPS } from './publisher';
import { type Origin, outgoing } from './record';

/** The clients that can stand behind the port, by the name of their package. */
export const KAFKA_CLIENTS = {
  kafkajs: KafkaJsBus,
} as const satisfies Record<string, new (connection: KafkaConnection) => Bus>;
export type KafkaClient = keyof typeof KAFKA_CLIENTS;

export const openBus = (client: KafkaClient, connection: KafkaConnection): Bus => new KAFKA_CLIENTS[client](connection);

/** Where a publisher can be killed, in a test. */
export const PUBLISHER_STEPS = STEPS;
export type PublisherStep = (typeof STEPS)[number];

export type KafkaOptions = {
  readonly client: KafkaClient;
  readonly connection: KafkaConnection;
  /** Where every public event goes. */
  readonly events: Topic;
  /** Whether topics that are missing are created; else it is said how. */
  readonly mayCreate: boolean;
  readonly origin: Origin;
};

type Runtime = {
  readonly store: Pick<Store, 'consume' | 'read'>;
  readonly agenda: Agenda;
  readonly clock: { now(): number };
  readonly log: Log;
  /** For tests. */
  readonly onStep?: (step: PublisherStep) => void;
  readonly retryMs?: number;
};

export type Publishing = Pick<Publisher, 'status' | 'parked' | 'stop'>;

/** Publishes from where it stopped the last time; Kafka need not be there yet. Its agenda bears the topic's name. */
export const startPublisher = async (kafka: KafkaOptions, runtime: Runtime): Promise<Publishing> => {
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
  const publisher = await Publisher.start({
    ...runtime,
    name: `kafka:${events.name}`,
    delivery,
    outgoing: (delivered) => outgoing(delivered, origin),
  });
  return {
    status: () => publisher.status(),
    parked: () => publisher.parked(),
    stop: async () => {
      await Promise.all([publisher.stop(), bus.close()]);
    },
  };
};
