// KAFKA_*: where public events go besides the feed. Nothing goes anywhere until KAFKA_BROKERS is set.

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { KAFKA_CLIENTS, type KafkaOptions, SASL_MECHANISMS } from '#messaging/kafka';

const BROKER = /^(\[[0-9a-fA-F:]+\]|[^\s:,[\]]+):\d{1,5}$/;
const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;
const count = (says: string, most: number) => z.coerce.number(says).int(says).min(1, says).max(most, says);
const flag = z.enum(['true', 'false'], "is 'true' or 'false'");
const ENVIRONMENT = z.object({
  KAFKA_BROKERS: z.string().refine((list) => list.split(',').every((one) => BROKER.test(one)), {
    error: 'is a list of brokers: host:port,host:port',
  }),
  KAFKA_CLIENT: z.enum(KAFKA_CLIENTS, `is one of ${KAFKA_CLIENTS.join(', ')}`).default('kafkajs'),
  KAFKA_TLS: flag.optional(),
  KAFKA_CA_FILE: z.string().optional(),
  KAFKA_SASL_MECHANISM: z.enum(SASL_MECHANISMS, `is one of ${SASL_MECHANISMS.join(', ')}`).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  KAFKA_TOPIC: z.string().regex(TOPIC, 'is the name of a topic').default('tickets.events'),
  KAFKA_CURRENT_TOPIC: z.string().regex(TOPIC, 'is the name of a topic').default('tickets.current'),
  KAFKA_PARTITIONS: count('is a number from 1 to 1000', 1_000).default(12),
  KAFKA_REPLICATION: count('is a number from 1 to 9', 9).optional(),
  KAFKA_CREATE_TOPICS: flag.optional(),
  PUBLIC_URL: z
    .string()
    .regex(/^https?:\/\/\S+$/, "begins with 'https://'")
    .optional(),
});
type Environment = z.infer<typeof ENVIRONMENT>;
type Mode = 'development' | 'production';

/**
 * What KAFKA_* say; nothing without KAFKA_BROKERS. `refuse` makes the error of a setting that will not do. Production
 * wants TLS, three replicas and topics that somebody has made on purpose; each of the last two can be said otherwise.
 */
export const kafkaFrom = (
  given: Readonly<Record<string, string | undefined>>,
  mode: Mode,
  refuse: (says: string) => Error,
): KafkaOptions | undefined => {
  if (given.KAFKA_BROKERS === undefined) return undefined;
  const read = ENVIRONMENT.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw refuse(`${String(issue?.path[0])} ${issue?.message}. It is set to something else.`);
  }
  const env = read.data;
  const replication = env.KAFKA_REPLICATION ?? (mode === 'production' ? 3 : 1);
  const safe = { partitions: env.KAFKA_PARTITIONS, replication, minInsync: Math.max(1, replication - 1) };
  return {
    client: env.KAFKA_CLIENT,
    connection: {
      brokers: env.KAFKA_BROKERS.split(','),
      clientId: 'faultline',
      ...tlsOf(env, mode, refuse),
      ...saslOf(env, refuse),
    },
    events: { name: env.KAFKA_TOPIC, ...safe, cleanup: 'delete' },
    current: { name: env.KAFKA_CURRENT_TOPIC, ...safe, cleanup: 'compact' },
    mayCreate: env.KAFKA_CREATE_TOPICS === undefined ? mode === 'development' : env.KAFKA_CREATE_TOPICS === 'true',
    origin: { feedUrl: `${env.PUBLIC_URL?.replace(/\/$/, '') ?? ''}/feed` },
  };
};

const tlsOf = ({ KAFKA_TLS, KAFKA_CA_FILE }: Environment, mode: Mode, refuse: (says: string) => Error) => {
  if (KAFKA_TLS === 'false' && mode === 'production')
    throw refuse('KAFKA_TLS is false. In production Kafka is spoken to over TLS only.');
  if (KAFKA_TLS === 'false' || (KAFKA_TLS === undefined && mode === 'development' && KAFKA_CA_FILE === undefined))
    return {};
  if (KAFKA_CA_FILE === undefined) return { tls: {} };
  try {
    return { tls: { ca: readFileSync(KAFKA_CA_FILE, 'utf8') } };
  } catch {
    throw refuse(
      `KAFKA_CA_FILE is ${KAFKA_CA_FILE}, which cannot be read. Name the PEM file of the brokers' authority.`,
    );
  }
};

const saslOf = (
  { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password }: Environment,
  refuse: (says: string) => Error,
) => {
  if (mechanism === undefined && username === undefined && password === undefined) return {};
  if (mechanism === undefined || username === undefined || password === undefined)
    throw refuse(
      'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are set together, or none of them.',
    );
  return { sasl: { mechanism, username, password } };
};
