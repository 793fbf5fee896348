// What the publisher needs of Kafka, whichever client speaks to it. One contract suite runs on every implementation.

/** A message as a topic takes it. Its key decides the partition, so that what has one key stays in order. */
export type KafkaRecord = {
  readonly key: string;
  /** `null` is a tombstone: a compacted topic forgets the key. */
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What a topic is, or is to be. */
export type Topic = {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly minInsync: number;
  readonly cleanup: 'delete' | 'compact';
};

/**
 * Why a send did not go through. `away`: nobody answered, or not in time, and nothing is known of what was written;
 * the same is to be sent again. `too-large`, `refused`: the broker has looked at the records and does not want them;
 * none of a single record was written.
 */
export type Trouble = 'away' | 'too-large' | 'refused';

export class SendFailed extends Error {
  override readonly name = 'SendFailed';
  readonly trouble: Trouble;
  constructor(trouble: Trouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}

/** A connection to Kafka that comes about by itself, and again after every loss. */
export type Bus = {
  /**
   * Resolves when all in-sync replicas have the records, in this order within a key. One send at a time: a later one
   * waits. Throws `SendFailed`; some records may have been written all the same, and sending again may write them twice.
   */
  send(topic: string, records: readonly KafkaRecord[]): Promise<void>;
  /** The topic as it is; nothing where there is none. Throws `SendFailed`. */
  topic(name: string): Promise<Topic | undefined>;
  /** Makes a topic; somebody else may just have done so. Throws `SendFailed`. */
  create(topic: Topic): Promise<void>;
  /** Lets go of every connection. A send at hand fails. */
  close(): Promise<void>;
};

/** How to get to the brokers. */
export type KafkaConnection = {
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** `ca`: PEM, where the brokers' certificate is not one that Node trusts by itself. */
  readonly tls?: { readonly ca?: string };
  readonly sasl?: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string };
  /** How long to wait for a connection (3,000 ms), and for an answer (10,000 ms). */
  readonly patience?: { readonly connectMs?: number; readonly answerMs?: number };
};

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];
