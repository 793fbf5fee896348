import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { openBus } from '#messaging/kafka';

/** So long that its messages are the only ones that a topic of 1,200 bytes does not take: it fills five fields. */
export const LONG_TICKET = 'long'.repeat(45);
export const TAKES_NO_LONG_TICKET = 1_200;
export const TAKES_ALL = 1_000_000;

/** Has a topic take no larger batch than that from now on; makes it where it is not there yet. */
export const limitTopic = async (brokers: readonly string[], name: string, bytes: number): Promise<void> => {
  const bus = openBus('kafkajs', { brokers, clientId: 'test' });
  const wanted = { name, partitions: 3, replication: 1, minInsync: 1, cleanup: 'delete' as const };
  if (!(await bus.topic(name))) await bus.create(wanted);
  await bus.close();
  const limits = { 'max.message.bytes': String(bytes), 'min.insync.replicas': '1', 'cleanup.policy': 'delete' };
  const configEntries = Object.entries(limits).map(([setting, value]) => ({ name: setting, value }));
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin
    .alterConfigs({ validateOnly: false, resources: [{ type: ConfigResourceTypes.TOPIC, name, configEntries }] })
    .finally(() => admin.disconnect());
};
