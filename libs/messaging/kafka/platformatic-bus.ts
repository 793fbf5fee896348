// The one file that knows @platformatic/kafka: the spare, should kafkajs not keep up with Kafka. Keys go to the
// partitions to which kafkajs and Java's client send them: a ticket stays where it is when the client changes.

import { setTimeout as pause } from 'node:timers/promises';
import {
  Admin,
  type BaseOptions,
  ConfigResourceTypes,
  compatibilityPartitioner,
  ProduceAcks,
  Producer,
} from '@platformatic/kafka';
import { type Bus, type KafkaConnection, type KafkaRecord, type SaslMechanism, SendFailed, type Topic } from './bus';
import { ABOUT_RECORDS, inTime, NEEDED, OneProducer, orLate, patienceOf } from './one-producer';

const MECHANISMS = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
} as const satisfies Record<SaslMechanism, string>;

const LOOK_AGAIN_MS = 20;
/** Tried again by the client itself, under the same number. */
const RETRIES = 4;
const RETRY_MS = 300;
/** So many times as long as one answer may take, a send may take with all that the client tries again. */
const GIVES_UP_AFTER = 3;

export class PlatformaticBus implements Bus {
  readonly #options: BaseOptions;
  readonly #answerMs: number;
  readonly #producer: OneProducer<Producer>;

  constructor(connection: KafkaConnection) {
    const { brokers, clientId, tls, sasl } = connection;
    const { connectMs, answerMs } = patienceOf(connection);
    this.#answerMs = answerMs;
    this.#options = {
      clientId,
      bootstrapBrokers: [...brokers],
      connectTimeout: connectMs,
      requestTimeout: answerMs,
      timeout: answerMs,
      retries: RETRIES,
      retryDelay: RETRY_MS,
      autocreateTopics: false,
      ...(tls && { tls: tls.ca === undefined ? {} : { ca: [tls.ca] }, tlsServerName: true }),
      ...(sasl && { sasl: { ...sasl, mechanism: MECHANISMS[sasl.mechanism] } }),
    };
    this.#producer = new OneProducer({
      make: () =>
        new Producer({
          ...this.#options,
          idempotent: true,
          acks: ProduceAcks.ALL,
          partitioner: compatibilityPartitioner,
        }),
      letGo: (producer) => producer.close(true),
      failureOf,
    });
  }

  async send(topic: string, records: readonly KafkaRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#producer.send((producer) => {
      const sending = producer.send({ messages: records.map((record) => messageOf(topic, record)) });
      // Seen to wait for ever after a broker was killed.
      return orLate(sending, GIVES_UP_AFTER * this.#answerMs);
    });
  }

  topic(name: string): Promise<Topic | undefined> {
    return this.#asAdmin(async (admin) => {
      if (!(await admin.listTopics()).includes(name)) return undefined;
      const metadata = await admin.metadata({ topics: [name], forceUpdate: true });
      const partitions = metadata.topics.get(name)?.partitions ?? [];
      const [described] = await admin.describeConfigs({
        resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: name, configurationKeys: NEEDED }],
      });
      const setting = (wanted: string) => described?.configs.find((config) => config.name === wanted)?.value;
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
      try {
        await admin.createTopics({
          topics: [name],
          partitions,
          replicas: replication,
          configs: [
            { name: 'min.insync.replicas', value: String(minInsync) },
            { name: 'cleanup.policy', value: cleanup },
          ],
        });
      } catch (error) {
        if (!saysSo(error, 'TOPIC_ALREADY_EXISTS')) throw error;
      }
      // The controller has it; brokers hear of it, and of who leads its partitions, a moment later.
      for (const end = performance.now() + this.#answerMs; !(await isLed(admin, name)); ) {
        if (performance.now() > end)
          throw new Error(`The topic '${name}' was created, and Kafka does not show it yet.`);
        await pause(LOOK_AGAIN_MS);
      }
    });
  }

  close(): Promise<void> {
    return this.#producer.close();
  }

  async #asAdmin<T>(act: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = new Admin(this.#options);
    try {
      return await act(admin);
    } catch (error) {
      throw failureOf(error);
    } finally {
      await inTime(admin.close());
    }
  }
}

/** Whether the topic can be found, and written to. */
const isLed = async (admin: Admin, name: string): Promise<boolean> => {
  if (!(await admin.listTopics()).includes(name)) return false;
  try {
    const found = (await admin.metadata({ topics: [name], forceUpdate: true })).topics.get(name)?.partitions ?? [];
    return found.length > 0 && found.every(({ leader }) => leader >= 0);
  } catch (error) {
    if (saysSo(error, 'UNKNOWN_TOPIC_OR_PARTITION') || saysSo(error, 'LEADER_NOT_AVAILABLE')) return false;
    throw error;
  }
};

const messageOf = (topic: string, { key, value, headers }: KafkaRecord) => ({
  topic,
  key: Buffer.from(key),
  ...(value !== null && { value: Buffer.from(value) }),
  ...(headers && {
    headers: new Map(Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)])),
  }),
});

type Nested = { message: string; apiId?: string; errors?: readonly unknown[]; cause?: unknown };

/** An error and all that lie in it: the client gathers them by broker, by attempt and by partition. */
const allIn = (error: unknown): readonly Nested[] => {
  const { errors = [], cause } = error as Nested;
  return [error as Nested, ...[...errors, ...(cause === undefined ? [] : [cause])].flatMap(allIn)];
};
const saysSo = (error: unknown, apiId: string) => allIn(error).some((one) => one.apiId === apiId);

const failureOf = (error: unknown): SendFailed => {
  const all = allIn(error);
  const aboutRecords = all.find(({ apiId }) => apiId !== undefined && Object.hasOwn(ABOUT_RECORDS, apiId));
  const rejection = aboutRecords ?? all.at(-1) ?? (error as Nested);
  return new SendFailed(ABOUT_RECORDS[aboutRecords?.apiId ?? ''] ?? 'away', rejection.message, { cause: error });
};
