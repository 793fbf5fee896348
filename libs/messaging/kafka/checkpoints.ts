// The topic of the notary's checkpoints: whoever reads it holds what the store must go on with.

import type { Bus, Topic } from './bus';
import { type KafkaOptions, openBus } from './kafka';
import { ensureTopic } from './topics';

export type CheckpointTopic = {
  /** Resolves once all replicas have it. Throws where Kafka is away, or the topic is not there: said again, it is tried again. */
  publish(origin: string, note: string): Promise<void>;
  close(): Promise<void>;
};

/** Nothing is connected before there is something to say. */
export const openCheckpointTopic = (
  { client, connection, mayCreate }: Pick<KafkaOptions, 'client' | 'connection' | 'mayCreate'>,
  topic: Topic,
): CheckpointTopic => {
  let bus: Bus | undefined;
  let isThere = false;
  return {
    publish: async (origin, note) => {
      bus ??= openBus(client, connection);
      if (!isThere) await ensureTopic(bus, topic, mayCreate);
      isThere = true;
      await bus.send(topic.name, [{ key: origin, value: note }]);
    },
    close: async () => bus?.close(),
  };
};
