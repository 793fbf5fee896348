// The settings of Kafka, as `settings.ts` has those of the server.

import { z } from 'zod';
import { KAFKA_CLIENTS, SASL_MECHANISMS } from '#messaging/kafka';
import { count, type Settings, text } from './setting';

const flag = z.enum(['true', 'false'], "is 'true' or 'false'");
const BROKER = /^(\[[0-9a-fA-F:]+\]|[^\s:,[\]]+):\d{1,5}$/;
const topic = z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/, 'is the name of a topic');

export const KAFKA_SETTINGS = {
  KAFKA_BROKERS: {
    schema: z
      .string()
      .refine((list) => list.split(',').every((one) => BROKER.test(one)), 'is a list of brokers: host:port,host:port'),
    does: 'Where public events go besides the feed',
    takes: '`host:port,host:port`',
    unset: 'nowhere',
  },
  KAFKA_CLIENT: {
    schema: z.enum(KAFKA_CLIENTS, `is one of ${KAFKA_CLIENTS.join(', ')}`).default('kafkajs'),
    does: 'The client library',
    takes: KAFKA_CLIENTS.map((client) => `\`${client}\``).join(', '),
    unset: '`kafkajs`',
  },
  KAFKA_TLS: {
    schema: flag.optional(),
    does: 'TLS to the brokers; production takes nothing else',
    takes: '`true`, `false`',
    unset: 'production, or with a CA: `true`; else `false`',
  },
  KAFKA_CA_FILE: {
    schema: text.optional(),
    does: "The brokers' authority",
    takes: 'a PEM file',
    unset: "Node's own list",
  },
  KAFKA_SASL_MECHANISM: {
    schema: z.enum(SASL_MECHANISMS, `is one of ${SASL_MECHANISMS.join(', ')}`).optional(),
    does: 'How the publisher authenticates',
    takes: SASL_MECHANISMS.map((mechanism) => `\`${mechanism}\``).join(', '),
    unset: 'without credentials',
  },
  KAFKA_SASL_USERNAME: {
    schema: text.optional(),
    does: 'With the mechanism',
    takes: 'a name',
    unset: 'without credentials',
  },
  KAFKA_SASL_PASSWORD: {
    schema: text.optional(),
    does: 'With the mechanism',
    takes: 'a password',
    unset: 'without credentials',
  },
  KAFKA_TOPIC: {
    schema: topic.default('tickets.events'),
    does: 'The topic of all public events',
    takes: 'a name',
    unset: '`tickets.events`',
  },
  KAFKA_CURRENT_TOPIC: {
    schema: topic.default('tickets.current'),
    does: 'The compacted topic of the latest state of each ticket',
    takes: 'a name',
    unset: '`tickets.current`',
  },
  KAFKA_CHECKPOINT_TOPIC: {
    schema: topic.default('tickets.checkpoints'),
    does: "The topic of the notary's checkpoints: one partition, kept for ever by whoever minds",
    takes: 'a name',
    unset: '`tickets.checkpoints`',
  },
  KAFKA_PARTITIONS: {
    schema: count('is a number from 1 to 1000', 1, 1_000).default(12),
    does: 'Of topics that are created, and what those that are there must have',
    takes: '1 to 1000',
    unset: '`12`',
  },
  KAFKA_REPLICATION: {
    schema: count('is a number from 1 to 9', 1, 9).optional(),
    does: 'Replicas of the topics',
    takes: '1 to 9',
    unset: 'production: `3`; development: `1`',
  },
  KAFKA_CREATE_TOPICS: {
    schema: flag.optional(),
    does: 'Whether topics that are missing are created',
    takes: '`true`, `false`',
    unset: 'development: `true`; production: `false`',
  },
} as const satisfies Settings;
