import { createServer } from 'node:net';
import { startChild } from '../../programs/child';
import { discard, scratch } from '../../programs/scratch';
import { interruptible } from '../interruptible';
import { median, type Row } from './row';

const ROUNDS = 5;
const ASKS_EVERY_MS = 20;
const GIVES_UP_MS = 60_000;

/** Seconds from `node …/main.js` on an empty data directory to the first answer. */
export const start = async (): Promise<Row> => {
  interruptible();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await firstAnswer('apps/server/main.js'));
    theirs.push(await firstAnswer('test/bench/bare-nest.js'));
  }
  const [value, referenceValue] = [median(ours) / 1000, median(theirs) / 1000];
  return {
    name: 'start',
    value,
    unit: 's',
    reference: 'a bare Nest on Fastify with one route',
    referenceValue,
    ratio: value / referenceValue,
    goal: '≤ 5 s',
    met: value <= 5,
  };
};

const firstAnswer = async (program: string): Promise<number> => {
  const port = await freePort();
  const directory = scratch('start');
  const from = performance.now();
  const child = startChild(program, [], { env: { PORT: String(port), DATA_DIR: directory } });
  let ended = false;
  void child.gone.then(() => {
    ended = true;
  });
  try {
    while (!(await answers(port))) {
      if (ended || performance.now() - from > GIVES_UP_MS)
        throw new Error(`${program} ${ended ? 'ended' : 'did not answer'}. It said: ${child.said.join(' | ')}`);
      await new Promise((resolve) => setTimeout(resolve, ASKS_EVERY_MS));
    }
    return performance.now() - from;
  } finally {
    await child.end('SIGKILL');
    discard(directory);
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
