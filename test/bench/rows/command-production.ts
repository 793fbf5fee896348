import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { cpuSeconds } from '../at-rest';
import { interruptible } from '../interruptible';
import { load } from '../load';
import { startNode } from '../store-nodes';
import { caughtUp, lines, NOTE } from '../tickets';
import { median, type Row } from './row';

const COMMANDS = 2_000;
const ROUNDS = 4;
const MICROSECONDS = 1_000_000;

/** What runs, and the processes whose work counts. */
type Shape = { readonly server: Server; readonly pids: readonly number[]; settle(): Promise<void> };
type Measured = { readonly cpu: number; readonly p99: number };

/**
 * CPU of a note, 32 at once, where the event store is another process: with every role, against the default shape, and of
 * an api alone. The first round of each warms up and does not count.
 */
export const commandProduction = async (): Promise<readonly Row[]> => {
  interruptible();
  const directories = ['default', 'roles', 'roles-store', 'api', 'api-store'].map(scratch);
  const [here = '', roles = '', rolesStore = '', apiAlone = '', apiStore = ''] = directories;
  const [forAll, forApi] = [await startNode(rolesStore), await startNode(apiStore)];
  const usual = await startServer(here);
  const all = await startServer(roles, { EVENTSTORE_URL: forAll.url });
  const api = await startServer(apiAlone, { EVENTSTORE_URL: forApi.url, ROLES: 'api' });
  const shapes: readonly Shape[] = [
    { server: usual, pids: [usual.pid], settle: () => caughtUp(usual) },
    { server: all, pids: [all.pid, forAll.child.pid], settle: () => caughtUp(all) },
    { server: api, pids: [api.pid], settle: async () => {} },
  ];
  try {
    const rounds: Measured[][] = shapes.map(() => []);
    for (let round = 0; round <= ROUNDS; round++)
      for (const [n, shape] of shapes.entries()) rounds[n]?.push(await measured(shape));
    const [ours = [], theirs = [], alone = []] = [rounds[1], rounds[0], rounds[2]].map((one) => one?.slice(1));
    return [
      row('command-production', ours, theirs, ({ cpu }) => cpu, 'µs of CPU', { ratio: 1.1 }),
      row('command-production-p99', ours, theirs, ({ p99 }) => p99, 'ms', {}),
      row('command-production, api alone', alone, theirs, ({ cpu }) => cpu, 'µs of CPU', { value: 300 }),
    ];
  } finally {
    await Promise.all(shapes.map(({ server }) => server.end()));
    await Promise.all([forAll.stop(), forApi.stop()]);
    for (const directory of directories) discard(directory);
  }
};

const measured = async ({ server, pids, settle }: Shape): Promise<Measured> => {
  const commands = await lines(server, NOTE, COMMANDS);
  await settle();
  const used = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const before = used();
  const { p99 } = await load(server.url, COMMANDS, commands);
  await settle();
  return { cpu: ((used() - before) * MICROSECONDS) / COMMANDS, p99 };
};

const row = (
  name: string,
  ours: readonly Measured[],
  theirs: readonly Measured[],
  figure: (one: Measured) => number,
  unit: string,
  most: { readonly ratio?: number; readonly value?: number },
): Row => {
  const [value, referenceValue] = [median(ours.map(figure)), median(theirs.map(figure))];
  const ratio = value / referenceValue;
  const reference = 'the same with every role and its own store';
  const limits = [
    ...(most.ratio === undefined ? [] : [{ says: `≤ ${most.ratio}x`, met: ratio <= most.ratio }]),
    ...(most.value === undefined ? [] : [{ says: `≤ ${most.value} ${unit}`, met: value <= most.value }]),
  ];
  const goal = limits.map(({ says }) => says).join(', ') || 'for comparison';
  return { name, value, unit, reference, referenceValue, ratio, goal, met: limits.every(({ met }) => met) };
};
