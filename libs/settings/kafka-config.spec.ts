import { fileURLToPath } from 'node:url';
import { BadConfig, configFrom } from './config';

const BROKERS = { KAFKA_BROKERS: 'one:9092,two:9092' };
const PRODUCTION = {
  NODE_ENV: 'production',
  EVENTSTORE_URL: 'esdb://store:2113?tls=true',
  DATABASE_URL: 'postgresql://desk@db/faultline?sslmode=verify-full',
  FAULTLINE_MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, n) => n)).toString('base64'),
};

describe('Kafka', () => {
  it('is left alone until its brokers are named', () => {
    expect(configFrom({ KAFKA_TOPIC: 'elsewhere' })).not.toHaveProperty('kafka');
    expect(configFrom({}).roles).not.toContain('publisher');
    expect(configFrom(BROKERS).roles).toContain('publisher');
  });

  it("is one unsafe broker on a developer's machine, and makes its topics", () =>
    expect(configFrom(BROKERS).kafka).toStrictEqual({
      client: 'kafkajs',
      connection: { brokers: ['one:9092', 'two:9092'], clientId: 'faultline' },
      events: { name: 'tickets.events', partitions: 12, replication: 1, minInsync: 1, cleanup: 'delete' },
      checkpoints: { name: 'tickets.checkpoints', partitions: 1, replication: 1, minInsync: 1, cleanup: 'delete' },
      current: { name: 'tickets.current', partitions: 12, replication: 1, minInsync: 1, cleanup: 'compact' },
      mayCreate: true,
      origin: { feedUrl: '/feed' },
    }));

  it('is spoken to over TLS in production, keeps three copies, and its topics are made by somebody', () =>
    expect(
      configFrom({
        ...PRODUCTION,
        ...BROKERS,
        KAFKA_SASL_MECHANISM: 'scram-sha-512',
        KAFKA_SASL_USERNAME: 'desk',
        KAFKA_SASL_PASSWORD: 'b6e5c1d8',
        PUBLIC_URL: 'https://desk.example/',
      }).kafka,
    ).toMatchObject({
      connection: { tls: {}, sasl: { mechanism: 'scram-sha-512', username: 'desk', password: 'b6e5c1d8' } },
      events: { replication: 3, minInsync: 2 },
      mayCreate: false,
      origin: { feedUrl: 'https://desk.example/feed' },
    }));

  it.each([
    ['a publisher without brokers', { ROLES: 'publisher' }, /^ROLES names 'publisher', and KAFKA_BROKERS is not set/],
    ['brokers without ports', { KAFKA_BROKERS: 'one,two' }, /^KAFKA_BROKERS is a list of brokers/],
    ['a client that there is not', { ...BROKERS, KAFKA_CLIENT: 'other' }, /^KAFKA_CLIENT is one of kafkajs/],
    ['half a password', { ...BROKERS, KAFKA_SASL_USERNAME: 'desk' }, /set together, or none/],
    ['no TLS in production', { ...PRODUCTION, ...BROKERS, KAFKA_TLS: 'false' }, /^KAFKA_TLS is false/],
    [
      'a certificate that is not there',
      { ...BROKERS, KAFKA_CA_FILE: fileURLToPath('file:///nowhere/ca.pem') },
      /which cannot be read/,
    ],
  ])('is refused with %s', (_what, environment, says) => {
    expect(() => configFrom(environment)).toThrow(says);
    expect(() => configFrom(environment)).toThrow(BadConfig);
  });
});
