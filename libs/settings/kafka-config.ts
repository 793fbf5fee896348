// KAFKA_*: where public events go besides the feed. Nothing goes anywhere until KAFKA_BROKERS is set.

import { readFileSync } from 'node:fs';
import type { KafkaOptions } from '#messaging/kafka';
import { KAFKA_SETTINGS } from './kafka-settings';
import { type KafkaEnvironment, parseSettings } from './settings';

type Mode = 'development' | 'production';

/**
 * What KAFKA_* say; nothing without KAFKA_BROKERS. `refuse` makes the error of a setting that will not do. Production
 * wants TLS, three replicas and topics that somebody has made on purpose; each of the last two can be said otherwise.
 */
export const kafkaFrom = (
  given: Readonly<Record<string, string>>,
  mode: Mode,
  refuse: (problem: string) => Error,
): KafkaOptions | undefined => {
  if (given.KAFKA_BROKERS === undefined) return undefined;
  const wrong: string[] = [];
  const env = parseSettings(KAFKA_SETTINGS, given, (problem) => wrong.push(problem));
  if (wrong.length > 0) throw refuse(wrong.join('\n'));
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
    checkpoints: { name: env.KAFKA_CHECKPOINT_TOPIC, ...safe, partitions: 1, cleanup: 'delete' },
    current: { name: env.KAFKA_CURRENT_TOPIC, ...safe, cleanup: 'compact' },
    mayCreate: env.KAFKA_CREATE_TOPICS === undefined ? mode === 'development' : env.KAFKA_CREATE_TOPICS === 'true',
    origin: { feedUrl: `${given.PUBLIC_URL?.replace(/\/$/, '') ?? ''}/feed` },
  };
};

const tlsOf = ({ KAFKA_TLS, KAFKA_CA_FILE }: KafkaEnvironment, mode: Mode, refuse: (problem: string) => Error) => {
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
  { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password }: KafkaEnvironment,
  refuse: (problem: string) => Error,
) => {
  if (mechanism === undefined && username === undefined && password === undefined) return {};
  if (mechanism === undefined || username === undefined || password === undefined)
    throw refuse(
      'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are set together, or none of them.',
    );
  return { sasl: { mechanism, username, password } };
};
