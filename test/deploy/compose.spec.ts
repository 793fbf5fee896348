import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { storeAddress } from '#event-store/url';
import { configFrom } from '#settings';
import { aCertificate } from '../programs/certificate';
import { scratch } from '../programs/scratch';

type Service = {
  environment?: Record<string, string>;
  image?: string;
  restart?: string;
  volumes?: string[];
  depends_on?: object;
};
const ROOT = join(__dirname, '../..');
const { services } = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
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
    const nodes = storeAddress(EVENTSTORE_URL ?? '').hosts.map(({ address }) => address);
    for (const name of [...nodes, new URL(DATABASE_URL ?? '').hostname, 'kafka'])
      expect([services[name] !== undefined, services.server?.depends_on]).toStrictEqual([
        true,
        expect.objectContaining({ [name]: { condition: 'service_healthy' } }),
      ]);
  });

  it('names three nodes of the event store, of a version without known faults, each with a supervisor', () => {
    const { hosts } = storeAddress((environment as Record<string, string>).EVENTSTORE_URL ?? '');
    expect(hosts).toHaveLength(3);
    for (const { address } of hosts) {
      const { image = '', restart, environment: settings } = services[address] ?? {};
      const [, major = 0, minor = 0, patch = -1] = /:(\d+)\.(\d+)\.(\d+)$/.exec(image)?.map(Number) ?? [];
      // 23.10 and 24.2 to 24.10.4 are the warned ones: docs/operating.md, Versions.
      expect(major * 1e4 + minor * 100 + patch).toBeGreaterThan(24 * 1e4 + 10 * 100 + 4);
      expect([restart, settings?.EVENTSTORE_NODE_HOST_ADVERTISE_AS]).toStrictEqual(['unless-stopped', address]);
      const others = hosts.map((host) => host.address).filter((other) => other !== address);
      expect(settings?.EVENTSTORE_GOSSIP_SEED).toBe(others.map((other) => `${other}:2113`).join(','));
    }
  });

  it('runs the server as an image must be: nothing to write but its data, and asked for its health', () => {
    expect(services.server).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
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
