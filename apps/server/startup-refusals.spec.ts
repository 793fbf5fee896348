// Why a server does not start, in a line: keys and databases that cannot be used.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, endAll, startChild } from '../../test/programs/child';
import { discard, scratch } from '../../test/programs/scratch';
import { spawnServer } from '../../test/programs/server';

const folder = scratch('refusals');
let directories = 0;
const aDirectory = () => join(folder, String(++directories));
afterAll(async () => {
  await endAll();
  discard(folder);
});
const refusal = async (child: Child): Promise<string> => {
  expect(await child.gone).toBe(1);
  expect(child.said).toHaveLength(1);
  return child.said[0] ?? '';
};

describe('A server does not start, and says in a line why, where', () => {
  it('a key cannot be used', async () => {
    const data = aDirectory();
    expect(await refusal(spawnServer(data, { FAULTLINE_MASTER_KEY: 'c2hvcnQ=' }))).toMatch(
      /^FAULTLINE_MASTER_KEY holds 5 bytes instead of 32/,
    );
    mkdirSync(join(data, 'keys'), { recursive: true });
    writeFileSync(join(data, 'keys/api-keys.json'), '{"keys": [');
    expect(await refusal(spawnServer(data))).toMatch(/api-keys\.json is no key file.*Restore it, or set it aside\.$/);
  });

  it('the database cannot be used', async () => {
    const node = startChild('apps/store/main.js', ['serve', join(aDirectory(), 'store'), '--port', '0']);
    const [, port] = await node.line(/^LISTENING .*:(\d+)$/);
    const EVENTSTORE_URL = `esdb://127.0.0.1:${port}?tls=false`;
    const refusedOf = (DATABASE_URL: string) =>
      refusal(spawnServer(aDirectory(), { EVENTSTORE_URL, DATABASE_URL, LOG_LEVEL: 'error' }));
    expect(await refusedOf('postgresql://me@127.0.0.1:1/f?sslmode=verify-full&sslrootcert=/none/ca.pem')).toMatch(
      /^DATABASE_URL names the file \/none\/ca\.pem, which cannot be read/,
    );
    expect(await refusedOf('postgresql://me:secret@127.0.0.1:1/f')).toMatch(
      /^PostgreSQL does not answer at 127\.0\.0\.1:1: connect ECONNREFUSED.*Start it, or correct DATABASE_URL\.$/,
    );
  });
});
