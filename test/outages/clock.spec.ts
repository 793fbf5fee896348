// A store whose clock is seconds away from this host's: commands are taken, and the difference is said.
import { join } from 'node:path';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { until } from '../programs/until';
import { type ADouble, startDouble } from './a-double';
import { command } from './command';

const directory = scratch('clock');
/** The date of an answer is in whole seconds, and may be up to a second old. */
const GRAIN_MS = 2_000;

const skewOf = async ({ url }: Server): Promise<number> => {
  const { engines } = (await (await fetch(`${url}/health`)).json()) as {
    engines: { engine: string; facts?: { clockSkewMs?: number } }[];
  };
  return engines.find(({ engine }) => engine === 'event-store')?.facts?.clockSkewMs ?? Number.NaN;
};
const warnings = ({ said }: Server) =>
  said.map((line) => JSON.parse(line) as { msg: string }).filter(({ msg }) => msg.startsWith("This host's clock"));

describe('A server whose event store has another clock', () => {
  let double: ADouble;
  let server: Server;
  beforeAll(async () => {
    double = await startDouble(directory);
    server = await startServer(join(directory, 'data'), { EVENTSTORE_URL: double.url(), LOG_LEVEL: 'info' });
  });
  afterAll(async () => {
    await endAll();
    await double.stop();
    discard(directory);
  });

  it.each([
    ['6 s ahead', 6_000, /^This host's clock is [4-6] s behind the event store's\. Set both by NTP/],
    ['6 s behind', -6_000, /^This host's clock is [4-6] s ahead of the event store's\. Set both by NTP/],
  ])('takes commands all the same, and says it in the log and in /health: %s', async (_which, skew, says) => {
    const before = warnings(server).length;
    await double.change({ clockSkewMs: skew });
    const began = performance.now();
    expect(await command(server)).toMatchObject({ status: 201 });
    expect(performance.now() - began).toBeLessThan(3_000);
    await until(async () => Math.abs((await skewOf(server)) - skew) <= GRAIN_MS, 'the difference is in /health');
    await until(() => warnings(server).length > before, 'the log says it');
    expect(warnings(server).at(-1)?.msg).toMatch(says);
    expect(warnings(server)).toHaveLength(before + 1);
    await double.change({ clockSkewMs: 0 });
    await until(async () => (await skewOf(server)) === 0, 'the clocks agree again');
  });
});
