// The event store's user: without the right to read all, with another password, and with the right one again.

import { join } from 'node:path';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, spawnServer, startServer } from '../programs/server';
import { until } from '../programs/until';
import { type ADouble, startDouble } from './a-double';
import { command } from './command';

const directory = scratch('access');
const file = (name: string) => join(directory, name);

const ready = async ({ url }: Server) => {
  const response = await fetch(`${url}/health/ready`);
  const { engines } = (await response.json()) as { engines: { engine: string; state: string; detail?: string }[] };
  return { status: response.status, store: engines.find(({ engine }) => engine === 'event-store') };
};
const SECRET = 'pa55w0rd';

describe('The user of the event store', () => {
  let double: ADouble;
  beforeAll(async () => {
    double = await startDouble(directory);
    await double.change({ account: { name: 'admin', password: 'changeit', rights: 'admin' } });
    await double.change({ account: { name: 'app', password: SECRET, rights: 'user' } });
  });
  afterAll(async () => {
    await endAll();
    await double.stop();
    discard(directory);
  });
  const refusal = async (user: string) => {
    const child = spawnServer(file(`refused-${user.length}`), { EVENTSTORE_URL: double.url(user) });
    expect(await child.gone).toBe(1);
    expect(child.said.join('\n')).not.toContain(SECRET);
    return child.said;
  };

  it('who may not read all ends the boot, with the right that is missing and how to grant it', async () =>
    expect(await refusal(`app:${SECRET}`)).toStrictEqual([
      expect.stringMatching(/^The event store's user may not read \$all.*"\$acl".*\$\$\$all/),
    ]));

  it('who is not known ends the boot', async () =>
    expect(await refusal(`app:${SECRET}x`)).toStrictEqual([
      expect.stringMatching(/^The event store does not know the user and password of EVENTSTORE_URL/),
    ]));

  it('whose password is changed while the server runs: 503, named, and well again by itself', async () => {
    const server = await startServer(file('data'), { EVENTSTORE_URL: double.url('admin:changeit') });
    expect((await command(server)).status).toBe(201);
    await double.change({ account: { name: 'admin', password: 'other', rights: 'admin' } });
    await until(async () => (await ready(server)).store?.state === 'refused', 'it is named');
    expect(await ready(server)).toMatchObject({
      status: 503,
      store: { detail: expect.stringMatching(/denied|password/i) },
    });
    const answers = await Promise.all(Array.from({ length: 5 }, () => command(server)));
    // What is appended over the call that was let in goes on; nothing else does, and nothing is our fault.
    for (const { status, retryAfter } of answers)
      expect([
        [201, null],
        [503, '1'],
      ]).toContainEqual([status, retryAfter]);
    await double.change({ account: { name: 'admin', password: 'changeit', rights: 'admin' } });
    await until(async () => (await ready(server)).status === 200, 'it is ready again');
    expect((await command(server)).status).toBe(201);
    await server.end();
  });
});
