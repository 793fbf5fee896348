// The one file that knows kafkajs.
//
// An idempotent producer numbers its records for the broker, which drops what it has already. kafkajs keeps a number
// for the batch that it tries again by itself, and gives it back when it gives up: the next batch would then go under a
// number that the broker may know, and be dropped though it is another. So a producer that has failed is never used
// again; its successor begins to count anew, and what was written without our knowledge is there twice.

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
import { type Bus, type KafkaConnection, type KafkaRecord, SendFailed, type Topic, type Trouble } from './bus';

/** Tried again by kafkajs itself, under the same number: about two seconds. What then fails is ours to try again. */
const RETRY = { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 };
const CLOSE_MS = 2_000;
const NEEDED = ['min.insync.replicas', 'cleanup.policy'];

export class KafkaJsBus implements Bus {
  readonly #kafka: Kafka;
  readonly #answerMs: number;
  #producer: Producer | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor({ brokers, clientId, tls, sasl, patience }: KafkaConnection) {
    const { connectMs = 3_000, answerMs = 10_000 } = patience ?? {};
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
  }

  send(topic: string, records: readonly KafkaRecord[]): Promise<void> {
    const sent = this.#last.then(() => this.#send(topic, records));
    this.#last = sent.catch(() => {});
    return sent;
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

  async close(): Promise<void> {
    this.#closed = true;
    await this.#dropProducer();
    await this.#last;
  }

  async #send(topic: string, records: readonly KafkaRecord[]): Promise<void> {
    if (this.#closed) throw new SendFailed('away', 'The connection to Kafka was closed.');
    if (records.length === 0) return;
    try {
      const producer = await this.#connected();
      await producer.send({
        topic,
        acks: -1,
        timeout: this.#answerMs,
        messages: records.map(({ key, value, headers }) => ({ key, value, ...(headers && { headers }) })),
      });
    } catch (error) {
      await this.#dropProducer();
      throw failureOf(error);
    }
  }

  async #connected(): Promise<Producer> {
    if (this.#producer) return this.#producer;
    const producer = this.#kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: RETRY,
    });
    this.#producer = producer;
    await producer.connect();
    return producer;
  }

  async #dropProducer(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer) await inTime(producer.disconnect());
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

/** Whoever does not let go in time is left. */
const inTime = async (ending: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS);
  });
  await Promise.race([ending.catch(() => {}), late]);
  clearTimeout(timer);
};

/** What the broker says about records, by its own names; whatever is not here may be better the next time. */
const ABOUT_RECORDS: Readonly<Record<string, Trouble>> = {
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  INVALID_RECORD: 'refused',
  INVALID_TIMESTAMP: 'refused',
};

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
