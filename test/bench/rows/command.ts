import { randomUUID } from 'node:crypto';
import { startChild } from '../../programs/child';
import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { interruptible } from '../interruptible';
import { type Load, load, type RequestStream } from '../load';
import { type BenchCommand, COMMANDS_EACH, caughtUp, lines, NOTE, WORK } from '../tickets';
import { median, type Row } from './row';

const COMMANDS = 3_000;
const ROUNDS = 5;

const REFERENCE = 'a bare Fastify route, one append';
const NOTED = 'a note';
const WORKED = 'work, which billing hears';

/** HTTP commands per second, 32 at once, each answered when its event is durable, in a server with every role. */
export const command = async (): Promise<readonly Row[]> => {
  interruptible();
  const [data, bare] = [scratch('command'), scratch('route')];
  const server = await startServer(data);
  const route = startChild('test/bench/route.js', [bare], { ipc: true });
  try {
    const [, url = ''] = await route.line(/^LISTENING (\S+)/);
    const notes = await interleaved(server, url, NOTE);
    const work = await interleaved(server, url, WORK);
    return [
      perSecond('command', NOTED, notes, { says: '≥ 0.6 of its throughput', isMet: (ratio) => ratio >= 0.6 }),
      p99('command-p99', NOTED, notes, { says: '≤ 2x', isMet: (ratio) => ratio <= 2 }),
      perSecond('command-work', WORKED, work),
      p99('command-work-p99', WORKED, work),
    ];
  } finally {
    await Promise.all([server.end(), route.end('SIGKILL')]);
    for (const directory of [data, bare]) discard(directory);
  }
};

type Measured = { readonly ours: readonly Load[]; readonly theirs: readonly Load[] };

/** The first round of either warms up. What a round leaves to do in the background is not left to the other's round. */
const interleaved = async (server: Server, url: string, said: BenchCommand): Promise<Measured> => {
  const ours: Load[] = [];
  const theirs: Load[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const commands = await lines(server, said, COMMANDS);
    await caughtUp(server);
    ours.push(await load(server.url, COMMANDS, commands));
    const from = performance.now();
    await caughtUp(server);
    process.stderr.write(`${said.route}: caught up ${Math.round(performance.now() - from)} ms after the last answer\n`);
    theirs.push(await load(url, COMMANDS, bareLines(said)));
  }
  return { ours: ours.slice(1), theirs: theirs.slice(1) };
};

function* bareLines({ body }: BenchCommand): Iterable<RequestStream> {
  const headers = { 'content-type': 'application/json' };
  for (;;) {
    const path = `/bench-${randomUUID()}`;
    yield [...Array(COMMANDS_EACH).keys()].map((n) => ({ path, headers, body: JSON.stringify(body(n)) }));
  }
}

const perSecond = (name: string, what: string, measured: Measured, goal?: Goal): Row =>
  row(name, what, '/s', measured, (load) => load.perSecond, goal);
const p99 = (name: string, what: string, measured: Measured, goal?: Goal): Row =>
  row(name, what, 'ms', measured, (load) => load.p99, goal);

type Goal = { readonly says: string; isMet(ratio: number): boolean };

const row = (
  name: string,
  what: string,
  unit: string,
  { ours, theirs }: Measured,
  figure: (load: Load) => number,
  goal: Goal = { says: 'for comparison', isMet: () => true },
): Row => {
  const [value, referenceValue] = [median(ours.map(figure)), median(theirs.map(figure))];
  const ratio = value / referenceValue;
  const reference = `${REFERENCE} (ours: ${what})`;
  return { name, value, unit, reference, referenceValue, ratio, goal: goal.says, met: goal.isMet(ratio) };
};
