import { setTimeout as pause } from 'node:timers/promises';
import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { atRest, rssMegabytes } from '../at-rest';
import { fullDesk } from '../full-desk';
import { interruptible } from '../interruptible';
import { p99 } from './board';
import { median, type Row } from './row';

const MANY = 100_000;
const FEWER = 10_000;
const ROUNDS = 3;
const ASKS_EVERY_MS = 20;
const CPU_MAX = 5;
const BOARD_MAX_MS = 50;

type Started = { readonly cpu: number; readonly rss: number; readonly board: readonly number[] };

/** A server over a desk that it has read before, and over an empty directory: until nothing moves any more. */
export const start100k = async ({ full }: { readonly full: boolean }): Promise<readonly Row[]> => {
  interruptible();
  const tickets = full ? MANY : FEWER;
  const { dataDir } = await fullDesk(tickets);
  const [large, empty]: [Started[], Started[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    large.push(await started(dataDir));
    const nothing = scratch('start');
    empty.push(await started(nothing));
    discard(nothing);
  }
  const name = full ? 'start-100k' : 'start-10k';
  const of = (figure: (one: Started) => number): readonly [number, number] => [
    median(large.map(figure)),
    median(empty.map(figure)),
  ];
  const row = (what: string, unit: string, [value, referenceValue]: readonly [number, number], most: number): Row => ({
    name: `${name}, ${what}`,
    value,
    unit,
    reference: 'the same on an empty directory',
    referenceValue,
    ratio: value / referenceValue,
    goal: `≤ ${most} ${unit}`,
    met: value <= most,
  });
  return [
    row(
      'CPU until at rest',
      's',
      of(({ cpu }) => cpu),
      CPU_MAX,
    ),
    row(
      'RSS at rest',
      'MB',
      of(({ rss }) => rss),
      450,
    ),
    row(
      'p99 of the SLA board meanwhile',
      'ms',
      of(({ board }) => p99(board)),
      BOARD_MAX_MS,
    ),
  ];
};

/** Once left alone, for what it uses; once asked for boards all the time, which keep it from ever being idle. */
const started = async (dataDir: string): Promise<Started> => {
  const alone = await startServer(dataDir);
  const cpu = await atRest(alone);
  const rss = rssMegabytes(alone.pid);
  await alone.end('SIGTERM');
  const server = await startServer(dataDir);
  const looking = new AbortController();
  const asked = boards(server, looking.signal);
  await atRest(server, { isAsked: true });
  looking.abort();
  const board = await asked;
  await server.end('SIGTERM');
  return { cpu, rss, board };
};

/** Milliseconds that each page of the board took. */
const boards = async ({ url, keys }: Server, signal: AbortSignal): Promise<readonly number[]> => {
  const took: number[] = [];
  const headers = { authorization: `Bearer ${keys.agent}` };
  while (!signal.aborted) {
    const from = performance.now();
    const response = await fetch(`${url}/sla-board?limit=50`, { headers });
    await response.arrayBuffer();
    if (response.ok) took.push(performance.now() - from);
    await pause(ASKS_EVERY_MS);
  }
  return took;
};
