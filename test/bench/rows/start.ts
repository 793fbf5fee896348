import { createServer } from 'node:net';
import { type Child, startChild } from '../../programs/child';
import { discard, scratch } from '../../programs/scratch';
import { listening, spawnServer } from '../../programs/server';
import { atRest, cpuSeconds, rssMegabytes } from '../at-rest';
import { interruptible } from '../interruptible';
import { median, type Row } from './row';

const ROUNDS = 5;
const ASKS_EVERY_MS = 20;
const GIVES_UP_MS = 60_000;
const BARE = 'test/bench/bare-nest.js';
const REFERENCE = 'a bare Nest on Fastify with one route';

/** `node …/main.js` on an empty data directory: seconds to the first answer, and what it has used once it is at rest. */
export const start = async (): Promise<readonly Row[]> => {
  interruptible();
  const [ours, theirs]: [number[], number[]] = [[], []];
  const [ourUse, theirUse]: [Use[], Use[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await firstAnswer('apps/server/main.js'));
    theirs.push(await firstAnswer(BARE));
    ourUse.push(await serverAtRest());
    theirUse.push(await bareAtRest());
  }
  const of = (figure: (one: Use) => number) => [median(ourUse.map(figure)), median(theirUse.map(figure))] as const;
  return [
    row('start', 's', [median(ours) / 1000, median(theirs) / 1000], 5),
    row(
      'start, CPU until at rest',
      's',
      of(({ cpu }) => cpu),
      1.2,
    ),
    row(
      'start, RSS at rest',
      'MB',
      of(({ rss }) => rss),
      220,
    ),
  ];
};

const row = (name: string, unit: string, [value, referenceValue]: readonly [number, number], most: number): Row => ({
  name,
  value,
  unit,
  reference: REFERENCE,
  referenceValue,
  ratio: value / referenceValue,
  goal: `≤ ${most} ${unit}`,
  met: value <= most,
});

/** Seconds of CPU since the process began, and the memory that it holds. */
type Use = { readonly cpu: number; readonly rss: number };

const serverAtRest = async (): Promise<Use> => {
  const directory = scratch('start');
  const child = spawnServer(directory);
  try {
    const server = await listening(child, directory);
    return { cpu: await atRest(server), rss: rssMegabytes(server.pid) };
  } finally {
    await child.end('SIGKILL');
    discard(directory);
  }
};

const bareAtRest = async (): Promise<Use> => {
  const port = await freePort();
  const child = startChild(BARE, [], { env: { PORT: String(port) } });
  try {
    await untilItAnswers(child, BARE, port);
    return { cpu: cpuSeconds(child.pid), rss: rssMegabytes(child.pid) };
  } finally {
    await child.end('SIGKILL');
  }
};

const firstAnswer = async (program: string): Promise<number> => {
  const port = await freePort();
  const directory = scratch('start');
  const from = performance.now();
  const child = startChild(program, [], { env: { PORT: String(port), DATA_DIR: directory } });
  try {
    await untilItAnswers(child, program, port);
    return performance.now() - from;
  } finally {
    await child.end('SIGKILL');
    discard(directory);
  }
};

const untilItAnswers = async (child: Child, program: string, port: number): Promise<void> => {
  const late = performance.now() + GIVES_UP_MS;
  let ended = false;
  void child.gone.then(() => {
    ended = true;
  });
  while (!(await answers(port))) {
    if (ended || performance.now() > late)
      throw new Error(`${program} ${ended ? 'ended' : 'did not answer'}. It said: ${child.said.join(' | ')}`);
    await new Promise((resolve) => setTimeout(resolve, ASKS_EVERY_MS));
  }
};

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    ({ status }) => status === 200,
    () => false,
  );

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
