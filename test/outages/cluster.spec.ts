// The server on a cluster whose nodes die: what people are answered meanwhile, and that everything goes on by itself.
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ClusterDouble } from '#embedded-store/cluster';
import { type Child, endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, spawnServer, startServer } from '../programs/server';
import { until } from '../programs/until';
import { command } from './command';

const directory = scratch('cluster');
const file = (name: string) => join(directory, name);

/** How long it takes, from now on, until a command is taken. Whoever is told 503 is told when to come back. */
const untilTaken = async (server: Server): Promise<number> => {
  const [began, key] = [performance.now(), crypto.randomUUID()];
  for (;;) {
    const { status, retryAfter, body } = await command(server, key);
    if (status === 201) return performance.now() - began;
    expect([status, retryAfter, body]).toStrictEqual([503, expect.stringMatching(/^\d+$/), expect.any(String)]);
  }
};
const rowsOf = async ({ url, keys }: Server, path: string): Promise<readonly unknown[]> => {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${keys.supervisor}` } });
  return ((await response.json()) as { rows: unknown[] }).rows;
};
/** Another server with the same keys, and views of its own. */
const ofItsOwn = (name: string) => ({ KEYS_DIR: file('data/keys'), DATA_DIR: file(name) });
const unusedPort = async (): Promise<number> => {
  const nobody = createServer();
  await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
  const { port } = nobody.address() as { port: number };
  await new Promise((resolve) => nobody.close(resolve));
  return port;
};
const hasEnded = ({ gone }: Server): Promise<boolean> => Promise.race([gone.then(() => true), false]);

/** Shorter than a real one: what is ours comes on top of it. `bench -- leader-death` has one of 2 s. */
const ELECTION = { noticedAfterMs: 250, electionMs: 1_250 };
const ELECTED_MS = ELECTION.noticedAfterMs + ELECTION.electionMs;
/** On a machine that has the time for it: where others take it, a round takes longer, and there is another. */
const PROMISED_MS = 4_000;
const ROUNDS_MAX = 8;

describe('A server on a cluster', () => {
  let cluster: ClusterDouble;
  let server: Server;
  /** On hosts where nobody listens: it waits for them while everything else is tried. */
  let alone: Child;
  beforeAll(async () => {
    cluster = await ClusterDouble.start({ dir: file('store'), ...ELECTION });
    server = await startServer(file('data'), { EVENTSTORE_URL: cluster.url, LOG_LEVEL: 'info' });
    const nobody = `127.0.0.1:${await unusedPort()}`;
    alone = spawnServer(file('alone'), { EVENTSTORE_URL: `esdb://${nobody},${nobody}?tls=false`, LOG_LEVEL: 'silent' });
  });
  afterAll(async () => {
    await endAll();
    await cluster.close();
    discard(directory);
  });

  it.each([
    ['has died', 8_000, async (leader: number) => cluster.kill(leader)],
    ['was paused, and keeps its connections', 9_000, async (leader: number) => cluster.hold(leader)],
  ])('takes commands again soon after a leader %s, and there is another', async (which, latestMs, befall) => {
    const took: number[] = [];
    while (took.length < 2 || (took.length < ROUNDS_MAX && Math.min(...took) > PROMISED_MS)) {
      const leader = cluster.leader ?? 0;
      await untilTaken(server);
      await befall(leader);
      took.push(await untilTaken(server));
      await cluster.revive(leader);
      await cluster.settled();
    }
    process.stderr.write(`commands after a leader ${which}: ${took.map(Math.round)} ms, election ${ELECTED_MS} ms\n`);
    expect(Math.min(...took)).toBeLessThan(PROMISED_MS);
    expect(Math.max(...took)).toBeLessThan(latestMs);
  });

  it('answers 503 while there is no majority, whatever is asked of it, and neither ends nor parks anything', async () => {
    const gone = [0, 1];
    for (const node of gone) await cluster.kill(node);
    const asking = Array.from({ length: 16 }, () => untilTaken(server));
    await until(async () => (await fetch(`${server.url}/health/ready`)).status === 503, 'it is no longer ready');
    expect((await command(server)).status).toBe(503);
    for (const node of gone) await cluster.revive(node);
    await Promise.all(asking);
    expect(await hasEnded(server)).toBe(false);
    expect(await rowsOf(server, '/stuck')).toStrictEqual([]);
    const says = (what: string) => server.said.filter((line) => line.includes(what)).length;
    expect(says('event-store is away')).toBe(says('event-store is back'));
  });

  it('waits for a leader when it starts', async () => {
    for (const node of [0, 1, 2]) await cluster.kill(node);
    const starting = startServer(file('data'), { EVENTSTORE_URL: cluster.url, ...ofItsOwn('beside') });
    starting.catch(() => {}); // heard below
    for (const node of [0, 1, 2]) await cluster.revive(node);
    const beside = await starting;
    await untilTaken(beside);
    expect(await beside.end()).toBe(0);
  });

  it('warns of a preference for nodes that may lag, and halts nothing because one does', async () => {
    const EVENTSTORE_URL = `${cluster.url}&nodePreference=read_only_replica`;
    // Its checkpoints are where the last one left them: beyond what the replica has.
    const beside = await startServer(file('data'), { EVENTSTORE_URL, LOG_LEVEL: 'warn', ...ofItsOwn('beside') });
    expect(beside.said.join()).toMatch(/nodePreference=read_only_replica: such a node may lag/);
    await untilTaken(beside);
    const { work } = (await (await fetch(`${beside.url}/health`)).json()) as { work: { state: string }[] };
    expect(work.filter(({ state }) => state === 'halted')).toStrictEqual([]);
  });

  it('says in a line that none of several hosts answers, and ends', async () => {
    expect(await alone.gone).toBe(1);
    expect(alone.said).toStrictEqual([expect.stringMatching(/no node of the cluster can be used.*ECONNREFUSED/)]);
  });
});
