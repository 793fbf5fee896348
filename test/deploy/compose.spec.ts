import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configFrom } from '#settings';
import { aCertificate } from '../programs/certificate';
import { scratch } from '../programs/scratch';

type Service = { environment?: Record<string, string>; image?: string; volumes?: string[]; depends_on?: object };
const ROOT = join(__dirname, '../..');
const { services } = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')) as {
  services: Record<string, Service>;
};
const dockerfile = readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8');
const folder = scratch('compose');
const authority = join(folder, 'kafka.pem');
writeFileSync(authority, 'a certificate');
const { cert, key } = aCertificate(folder, 'made');
const PASSWORD = 'b6e5c1d8f2a94730';

/** As compose fills in what the one who starts it has set. */
const interpolated = (value: string): string => value.replaceAll(/\$\{FAULTLINE_PASSWORD:\?[^}]*\}/g, PASSWORD);

/** What the image sets, and what the compose file adds to it; keys and certificates are made by whoever starts it. */
const environment = {
  ...Object.fromEntries([...dockerfile.matchAll(/^ENV (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value])),
  ...Object.fromEntries(
    Object.entries(services.server?.environment ?? {}).map(([name, value]) => [
      name,
      interpolated(value).replaceAll('/certs/ca/ca.crt', cert),
    ]),
  ),
  FAULTLINE_MASTER_KEY: randomBytes(32).toString('base64'),
  KAFKA_CA_FILE: authority,
  TLS_CERT_FILE: cert,
  TLS_KEY_FILE: key,
};
/** The directory in a service's container where a named volume lies. */
const placeOf = (volume: string, service: string): string | undefined =>
  services[service]?.volumes?.map((said) => said.split(':')).find(([name]) => name === volume)?.[1];

describe('docker-compose.yml', () => {
  it('gives the server an environment that it starts with, in production and on real backends', () =>
    expect(configFrom(environment)).toMatchObject({ mode: 'production', stores: { kind: 'remote' }, host: '0.0.0.0' }));

  it('brings all that the server is told to speak to', () => {
    const { EVENTSTORE_URL, DATABASE_URL } = environment as Record<string, string>;
    for (const url of [EVENTSTORE_URL, DATABASE_URL]) expect(services).toHaveProperty(new URL(url ?? '').hostname);
    for (const name of ['eventstore', 'postgres', 'kafka']) expect(services.server?.depends_on).toHaveProperty(name);
  });

  it('has the server publish to Kafka over TLS, with a password that the broker knows', () => {
    const { kafka, roles } = configFrom(environment);
    expect(roles).toContain('publisher');
    const { brokers, tls, sasl } = kafka?.connection ?? { brokers: [] };
    const broker = services.kafka?.environment ?? {};
    expect(broker.KAFKA_ADVERTISED_LISTENERS).toContain(`INSIDE://${brokers[0]},`);
    expect(broker.KAFKA_LISTENER_SECURITY_PROTOCOL_MAP).toContain('INSIDE:SASL_SSL');
    expect(tls).toEqual({ ca: 'a certificate' });
    expect(sasl?.mechanism).toBe(broker.KAFKA_SASL_ENABLED_MECHANISMS?.toLowerCase());
    const users = interpolated(broker.KAFKA_LISTENER_NAME_INSIDE_PLAIN_SASL_JAAS_CONFIG ?? '');
    expect(users).toContain(`user_${sasl?.username}="${sasl?.password}"`);
    expect(kafka?.events.replication).toBe(1);
  });

  it('shows the server the very certificate that the broker shows', () => {
    const volume = 'kafka-certificate';
    const made = placeOf(volume, 'kafka-certificate');
    expect(services.kafka?.environment?.KAFKA_SSL_KEYSTORE_LOCATION).toBe(`${placeOf(volume, 'kafka')}/kafka.p12`);
    expect(services.server?.environment?.KAFKA_CA_FILE).toBe(`${placeOf(volume, 'server')}/kafka.pem`);
    expect(JSON.stringify(services['kafka-certificate'])).toContain(`-file ${made}/kafka.pem`);
  });
});
