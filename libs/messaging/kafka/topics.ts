import type { Bus, Topic } from './bus';

/** A topic is not as it must be. It names the command that puts it right. */
class WrongTopic extends Error {
  override readonly name = 'WrongTopic';
}

/**
 * Sees to it that the topic is there and as safe as `wanted`: created where it is missing and `mayCreate`. More
 * partitions than wanted do no harm, and neither do fewer; their number is never changed, because a ticket would move
 * to another one. Throws `WrongTopic`, and `SendFailed` where Kafka is away.
 */
export const ensureTopic = async (bus: Bus, wanted: Topic, mayCreate: boolean): Promise<void> => {
  const found = await bus.topic(wanted.name);
  if (found) return mustBe(wanted, found);
  if (!mayCreate)
    throw new WrongTopic(
      `Kafka has no topic '${wanted.name}'. Create it, then it goes on by itself: ${creating(wanted)}`,
    );
  await bus.create(wanted);
  // Somebody else may have been faster, with other settings.
  const made = await bus.topic(wanted.name);
  if (made) mustBe(wanted, made);
};

/** What is compared, how it is said, and when it is good enough. */
const SETTINGS: readonly {
  says: string;
  of(topic: Topic): string | number;
  suffices(found: Topic, wanted: Topic): boolean;
}[] = [
  {
    says: 'replication factor',
    of: ({ replication }) => replication,
    suffices: (found, wanted) => found.replication >= wanted.replication,
  },
  {
    says: 'min.insync.replicas',
    of: ({ minInsync }) => minInsync,
    suffices: (found, wanted) => found.minInsync >= wanted.minInsync,
  },
  {
    says: 'cleanup.policy',
    of: ({ cleanup }) => cleanup,
    suffices: (found, wanted) => found.cleanup === wanted.cleanup,
  },
];

const mustBe = (wanted: Topic, found: Topic): void => {
  const wrong = SETTINGS.filter(({ suffices }) => !suffices(found, wanted));
  if (wrong.length === 0) return;
  const deviations = wrong.map(({ says, of }) => `${says} ${of(found)} instead of ${of(wanted)}`).join(', ');
  throw new WrongTopic(
    `The topic '${wanted.name}' has ${deviations}. Alter it, or name another topic that is made like this: ${creating(wanted)}`,
  );
};

/** The command of Kafka's own tools. */
const creating = ({ name, partitions, replication, minInsync, cleanup }: Topic): string =>
  `kafka-topics.sh --bootstrap-server BROKER --create --topic ${name} --partitions ${partitions} ` +
  `--replication-factor ${replication} --config min.insync.replicas=${minInsync} --config cleanup.policy=${cleanup}`;
