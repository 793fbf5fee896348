import { type Server, startServer } from '../../programs/server';
import { atRest, cpuSeconds } from '../at-rest';
import { fullDesk } from '../full-desk';
import { HttpLane } from '../http-lane';
import { interruptible } from '../interruptible';
import { load } from '../load';
import { caughtUp, lines, NOTE, openP1 } from '../tickets';
import { p99 } from './board';
import { median, type Row } from './row';

const NAME = 'desk-growth';
const SMALL = 1_000;
const [LARGE, FULL] = [10_000, 100_000];
/** Behind one that warms up. */
const ROUNDS = 5;
const COMMANDS = 1_000;
const ASKED = 200;
const GOAL = 1.2;
const MICROSECONDS = 1_000_000;
const WHATS = ['a note', 'a page of the board', 'a ticket as of an instant'] as const;
type What = (typeof WHATS)[number];
type Measured = { readonly cpu: number; readonly p99: number };

/** What a command, a page of the board and a ticket as it was cost at a desk of a thousand tickets, and at a large one. */
export const deskGrowth = async ({ full }: { readonly full: boolean }): Promise<readonly Row[]> => {
  interruptible();
  const tickets = full ? FULL : LARGE;
  const desks = [await fullDesk(tickets), await fullDesk(SMALL)];
  const servers = await Promise.all(desks.map(({ dataDir }) => startServer(dataDir)));
  const seen = servers.map(() => new Map<What, Measured[]>(WHATS.map((what) => [what, []])));
  try {
    for (const server of servers) await atRest(server);
    for (let round = 0; round <= ROUNDS; round++)
      for (const [n, server] of servers.entries())
        for (const what of WHATS) {
          const measured = await MEASURE[what](server);
          if (round > 0) seen[n]?.get(what)?.push(measured);
        }
    return WHATS.flatMap((what) => compared(what, tickets, seen[0]?.get(what) ?? [], seen[1]?.get(what) ?? []));
  } finally {
    await Promise.all(servers.map((server) => server.end('SIGTERM')));
  }
};

const MEASURE: Readonly<Record<What, (server: Server) => Promise<Measured>>> = {
  'a note': async (server) => {
    const commands = await lines(server, NOTE, COMMANDS);
    await caughtUp(server);
    return used(server, COMMANDS, async () => {
      const { p99 } = await load(server.url, COMMANDS, commands);
      await caughtUp(server);
      return p99;
    });
  },
  'a page of the board': (server) => used(server, ASKED, () => asked(server, '/sla-board?limit=50')),
  'a ticket as of an instant': async (server) => {
    const ticketId = await openP1(server);
    const asOf = new Date().toISOString();
    return used(server, ASKED, () => asked(server, `/tickets/${ticketId}/page?asOf=${asOf}`));
  },
};

/** Microseconds of the process for each of so many; `act` answers their p99. */
const used = async ({ pid }: Server, count: number, act: () => Promise<number>): Promise<Measured> => {
  const before = cpuSeconds(pid);
  const slowest = await act();
  return { cpu: ((cpuSeconds(pid) - before) * MICROSECONDS) / count, p99: slowest };
};

/** One after the other; milliseconds at the 99th percentile. */
const asked = async ({ url, keys }: Server, path: string): Promise<number> => {
  const connection = new HttpLane(url);
  const took: number[] = [];
  try {
    while (took.length < ASKED) {
      const from = performance.now();
      const { status, body } = await connection.get(path, { authorization: `Bearer ${keys.agent}` });
      took.push(performance.now() - from);
      if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${body}`);
    }
  } finally {
    connection.close();
  }
  return p99(took);
};

const compared = (
  what: What,
  tickets: number,
  large: readonly Measured[],
  small: readonly Measured[],
): readonly Row[] => {
  const row = (figure: (one: Measured) => number, unit: string, most?: number): Row => {
    const [value, referenceValue] = [median(large.map(figure)), median(small.map(figure))];
    const ratio = value / referenceValue;
    const [at, not] = [tickets, SMALL].map((count) => count.toLocaleString('en-US'));
    return {
      name: `${NAME}, ${what}`,
      value,
      unit,
      reference: `the same at ${not} tickets, not ${at}`,
      referenceValue,
      ratio,
      goal: most === undefined ? 'for comparison' : `≤ ${most}x`,
      met: most === undefined || ratio <= most,
    };
  };
  return [row(({ cpu }) => cpu, 'µs of CPU', GOAL), row(({ p99: slowest }) => slowest, 'ms (p99)')];
};
