import { setTimeout as pause } from 'node:timers/promises';
import { type Server, startServer } from '../../programs/server';
import { atRest, cpuSeconds } from '../at-rest';
import { fullDesk } from '../full-desk';
import { interruptible } from '../interruptible';
import { median, type Row } from './row';

const MANY = 100_000;
const FEWER = 10_000;
const ROUNDS = 3;
const TIMES = 40;
const BOARDS_EVERY_MS = 5;

/** What lists and figures may cost, by the goals for 100,000 tickets: CPU of the process, and how long a board waits. */
const READS = [
  { name: 'statistics', path: '/statistics/sla', cpuMs: 5, boardMs: 10 },
  { name: 'search', path: '/tickets?q=unheardofword', cpuMs: 3, boardMs: 10 },
] as const;
const BOARD = '/sla-board?limit=50';

type Read = { readonly cpu: number; readonly worstBoard: number };

/** What one request costs over a desk with many tickets, and how long the longest page of the board takes meanwhile. */
export const longReads = async ({ full }: { readonly full: boolean }): Promise<readonly Row[]> => {
  interruptible();
  const tickets = full ? MANY : FEWER;
  const { dataDir } = await fullDesk(tickets);
  const server = await startServer(dataDir);
  try {
    await atRest(server);
    const alone: Read[] = [];
    const of = new Map<string, Read[]>(READS.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      alone.push(await read(server, BOARD));
      for (const { name, path } of READS) of.get(name)?.push(await read(server, path));
    }
    return READS.flatMap(({ name, cpuMs, boardMs }) => {
      const both = (figure: (one: Read) => number) =>
        [median((of.get(name) ?? []).map(figure)), median(alone.map(figure))] as const;
      const count = tickets.toLocaleString('en-US');
      return [
        row(
          `${name}, ${count} tickets`,
          'ms of CPU',
          'a page of the board',
          both(({ cpu }) => cpu),
          cpuMs,
        ),
        row(
          `board beside ${name}`,
          'ms (longest)',
          'beside other pages of it',
          both(({ worstBoard }) => worstBoard),
          boardMs,
        ),
      ];
    });
  } finally {
    await server.end('SIGTERM');
  }
};

const row = (
  name: string,
  unit: string,
  reference: string,
  [value, referenceValue]: readonly [number, number],
  most: number,
): Row => ({
  name,
  value,
  unit,
  reference,
  referenceValue,
  ratio: value / referenceValue,
  goal: `≤ ${most} ms`,
  met: value <= most,
});

/** CPU-milliseconds a request, alone; then once more with boards beside it. */
const read = async (server: Server, path: string): Promise<Read> => {
  await ask(server, path);
  const before = cpuSeconds(server.pid);
  for (let n = 0; n < TIMES; n++) await ask(server, path);
  const cpu = ((cpuSeconds(server.pid) - before) * 1_000) / TIMES;
  const stop = new AbortController();
  const looking = longestBoard(server, stop.signal);
  for (let n = 0; n < TIMES; n++) await ask(server, path);
  stop.abort();
  return { cpu, worstBoard: await looking };
};

const longestBoard = async (server: Server, signal: AbortSignal): Promise<number> => {
  let longest = 0;
  while (!signal.aborted) {
    longest = Math.max(longest, await ask(server, BOARD));
    await pause(BOARDS_EVERY_MS);
  }
  return longest;
};

/** Milliseconds until the whole answer was there. */
const ask = async ({ url, keys }: Server, path: string): Promise<number> => {
  const from = performance.now();
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${keys.agent}` } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
  return performance.now() - from;
};
