import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { HttpLane } from '../http-lane';
import { interruptible } from '../interruptible';
import { load, type RequestStream } from '../load';
import { caughtUp, lines, NOTE } from '../tickets';
import { p99 } from './board';
import { median, type Row } from './row';

const COMMANDS = 2_000;
const ROUNDS = 3;
const TIMES = 10;
const SECONDS = 10;
/** Whoever offers more than this many at once waits for an answer first. */
const CONNECTIONS_MAX = 1_000;
const LOOKS_EVERY_MS = 50;
const [GOODPUT, TAKEN_MS, HEALTH_MS] = [0.8, 1_000, 100];

/** Ten times as many commands as the server can take: how many it takes, and how soon; and whether it says how it is. */
export const overload = async (): Promise<readonly Row[]> => {
  interruptible();
  const data = scratch('overload');
  const server = await startServer(data);
  try {
    const best: number[] = [];
    const calm: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const said = await lines(server, NOTE, COMMANDS);
      await caughtUp(server);
      const stop = new AbortController();
      const looking = healthUntil(server, stop.signal);
      best.push((await load(server.url, COMMANDS, said)).perSecond);
      stop.abort();
      calm.push(p99(await looking));
    }
    const rate = median(best.slice(1));
    const tickets = (await lines(server, NOTE, COMMANDS)) as readonly RequestStream[];
    await caughtUp(server);
    const { taken, health, refused, unsent, failed } = await offered(server, tickets, rate * TIMES);
    process.stderr.write(
      `offered ${Math.round(rate * TIMES)}/s: ${taken.length} taken, ${refused} put off, ${failed} failed, ${unsent} never sent: ${CONNECTIONS_MAX} connections waited\n`,
    );
    const reference = `its best rate, ${32} at once (ours: ${TIMES} times as many offered)`;
    const goodput = taken.length / SECONDS;
    return [
      row('overload', [goodput, rate], '/s', reference, `≥ ${GOODPUT}x`, goodput >= rate * GOODPUT),
      row('overload-p99', [p99(taken), TAKEN_MS], 'ms', 'the goal', `≤ ${TAKEN_MS} ms`, p99(taken) <= TAKEN_MS),
      row(
        'overload-health',
        [p99(health), median(calm)],
        'ms',
        'at its best rate',
        `p99 ≤ ${HEALTH_MS} ms`,
        p99(health) <= HEALTH_MS,
      ),
    ];
  } finally {
    await server.end();
    discard(data);
  }
};

type Figures = readonly [value: number, referenceValue: number];
const row = (
  name: string,
  [value, referenceValue]: Figures,
  unit: string,
  reference: string,
  goal: string,
  met: boolean,
): Row => ({
  name,
  value,
  unit,
  reference,
  referenceValue,
  ratio: value / referenceValue,
  goal,
  met,
});

type Offered = {
  readonly taken: readonly number[];
  readonly health: readonly number[];
  readonly refused: number;
  /** Due while every connection waited for an answer. */
  readonly unsent: number;
  readonly failed: number;
};

/** Sends so many a second whatever becomes of them. Milliseconds from when each was due until it was taken. */
const offered = async (server: Server, tickets: readonly RequestStream[], perSecond: number): Promise<Offered> => {
  const asks = tickets.flatMap((line) => [...line].slice(0, 1));
  const idle: HttpLane[] = [];
  const taken: number[] = [];
  const all: HttpLane[] = [];
  let [refused, unsent, failed, sent] = [0, 0, 0, 0];
  const stop = new AbortController();
  const looking = healthUntil(server, stop.signal);
  const send = async (due: number): Promise<void> => {
    const lane = idle.pop() ?? (all.length < CONNECTIONS_MAX ? newLane() : undefined);
    const ask = asks[sent++ % asks.length];
    if (!lane || !ask) return void unsent++;
    try {
      const headers = { ...ask.headers, 'idempotency-key': randomUUID() };
      const { status } = await lane.post(ask.path, headers, ask.body);
      if (status < 300) taken.push(performance.now() - due);
      else if (status === 503 || status === 429) refused++;
      else failed++;
      idle.push(lane);
    } catch {
      failed++;
    }
  };
  const newLane = () => {
    const lane = new HttpLane(server.url);
    all.push(lane);
    return lane;
  };
  const began = performance.now();
  const sending: Promise<void>[] = [];
  for (let n = 0; n < perSecond * SECONDS; ) {
    const now = performance.now() - began;
    for (; n < (now * perSecond) / 1000; n++) sending.push(send(began + (n * 1000) / perSecond));
    await pause(1);
  }
  await Promise.all(sending);
  stop.abort();
  const health = await looking;
  for (const lane of all) lane.close();
  return { taken, health, refused, unsent, failed };
};

const healthUntil = async ({ url }: Server, ended: AbortSignal): Promise<readonly number[]> => {
  const lane = new HttpLane(url);
  const took: number[] = [];
  while (!ended.aborted) {
    const from = performance.now();
    const { status } = await lane.get('/health');
    if (status !== 200) throw new Error(`/health answered ${status}.`);
    took.push(performance.now() - from);
    await pause(LOOKS_EVERY_MS);
  }
  lane.close();
  return took;
};
