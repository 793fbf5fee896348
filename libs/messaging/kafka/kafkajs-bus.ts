// The one file that knows kafkajs, but for its timers.

import './kafkajs-timers';
import {
  type Admin,
  ConfigResourceTypes,
  Kafka,
  KafkaJSError,
  logLevel,
  Partitioners,
  type Producer,
  type SASLOptions,
} from 'kafkajs';
import { type Bus, type KafkaConnection, type KafkaRecord, SendFailed, type Topic } from './bus';
import { ABOUT_RECORDS, inTime, NEEDED, OneProducer, patienceOf } from './one-producer';

/** Tried again by kafkajs itself, under the same number: about two seconds. What then fails is ours to try again. */
const RETRY = { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 };

export class KafkaJsBus implements Bus {
  readonly #kafka: Kafka;
  readonly #answerMs: number;
  readonly #producer: OneProducer<Producer>;

  constructor(connection: KafkaConnection) {
    const { brokers, clientId, tls, sasl } = connection;
    const { connectMs, answerMs } = patienceOf(connection);
    this.#answerMs = answerMs;
    this.#kafka = new Kafka({
      brokers: [...brokers],
      clientId,
      connectionTimeout: connectMs,
      authenticationTimeout: answerMs,
      requestTimeout: answerMs,
      enforceRequestTimeout: true,
      retry: RETRY,
      logLevel: logLevel.NOTHING, // what goes wrong is thrown, and said once, by us
      ...(tls && { ssl: tls.ca === undefined ? true : { ca: [tls.ca] } }),
      ...(sasl && { sasl: { ...sasl } as SASLOptions }),
    });
    this.#producer = new OneProducer({
      make: () =>
        this.#kafka.producer({
          idempotent: true,
          maxInFlightRequests: 1,
          allowAutoTopicCreation: false,
          createPartitioner: Partitioners.DefaultPartitioner,
          retry: RETRY,
        }),
      connect: (producer) => producer.connect(),
      letGo: (producer) => producer.disconnect(),
      failureOf,
    });
  }

  async send(topic: string, records: readonly KafkaRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#producer.send((producer) =>
      producer.send({
        topic,
        acks: -1,
        timeout: this.#answerMs,
        messages: records.map(({ key, value, headers }) => ({ key, value, ...(headers && { headers }) })),
      }),
    );
  }

  topic(name: string): Promise<Topic | undefined> {
    return this.#asAdmin(async (admin) => {
      if (!(await admin.listTopics()).includes(name)) return undefined;
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
      const partitions = topics[0]?.partitions ?? [];
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name, configNames: NEEDED }],
      });
      const entries = resources[0]?.configEntries ?? [];
      const setting = (wanted: string) => entries.find(({ configName }) => configName === wanted)?.configValue;
      return {
        name,
        partitions: partitions.length,
        replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        minInsync: Number(setting('min.insync.replicas')),
        cleanup: setting('cleanup.policy') as Topic['cleanup'],
      };
    });
  }

  create({ name, partitions, replication, minInsync, cleanup }: Topic): Promise<void> {
    return this.#asAdmin(async (admin) => {
      await admin.createTopics({
        waitForLeaders: true,
        topics: [
          {
            topic: name,
            numPartitions: partitions,
            replicationFactor: replication,
            configEntries: [
              { name: 'min.insync.replicas', value: String(minInsync) },
              { name: 'cleanup.policy', value: cleanup },
            ],
          },
        ],
      });
    });
  }

  close(): Promise<void> {
    return this.#producer.close();
  }

  async #asAdmin<T>(act: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.#kafka.admin();
    try {
      await admin.connect();
      return await act(admin);
    } catch (error) {
      throw failureOf(error);
    } finally {
      await inTime(admin.disconnect());
    }
  }
}

const failureOf = (error: unknown): SendFailed => {
  const { type, message } = innermost(error);
  return new SendFailed(ABOUT_RECORDS[type ?? ''] ?? 'away', message, { cause: error });
};

/** kafkajs wraps an error once for every way in which it gave up. */
const innermost = (error: unknown): { type?: string; message: string } => {
  let inner = error;
  while (inner instanceof KafkaJSError && inner.cause instanceof Error) inner = inner.cause;
  return inner as { type?: string; message: string };
};
