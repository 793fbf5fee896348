import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configFrom } from '../../apps/server/config';

type Service = { environment?: Record<string, string>; image?: string };
const ROOT = join(__dirname, '../..');
const { services } = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')) as {
  services: Record<string, Service>;
};
const dockerfile = readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8');

/** What the image sets, and what the compose file adds to it; a master key is made by whoever starts it. */
const environment = {
  ...Object.fromEntries([...dockerfile.matchAll(/^ENV (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value])),
  ...services.server?.environment,
  FAULTLINE_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
};

describe('docker-compose.yml', () => {
  it('gives the server an environment that it starts with, in production and on real backends', () =>
    expect(configFrom(environment)).toMatchObject({ mode: 'production', stores: { kind: 'remote' }, host: '0.0.0.0' }));

  it('brings all that the server is told to speak to', () => {
    const { eventStoreUrl, databaseUrl } = configFrom(environment).stores as Record<string, string>;
    for (const url of [eventStoreUrl, databaseUrl]) expect(services).toHaveProperty(new URL(url ?? '').hostname);
  });
});
