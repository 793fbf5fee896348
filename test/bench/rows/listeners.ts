import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { untilWithin } from '../../programs/until';
import { interruptible } from '../interruptible';
import type { Row } from './row';

const LISTENERS = 1_000;
const SECONDS = 10;
const ROUNDS = 2;
/** Whatever they listen to, their heartbeats cost the same. */
const GOAL = 1.5;
/** A clock tick of the kernel. */
const TICK_MS = 10;

/** What a server spends while a thousand listen to the feed and nothing happens; and a thousand to the live stream. */
export const listeners = async (): Promise<Row> => {
  interruptible();
  const data = scratch('listeners');
  const server = await startServer(data);
  try {
    const [feed, live] = [[] as number[], [] as number[]];
    for (let round = 0; round < ROUNDS; round++) {
      live.push(await costOf(server, '/live'));
      feed.push(await costOf(server, '/feed/stream'));
    }
    const [value, referenceValue] = [Math.min(...feed), Math.min(...live)];
    return {
      name: 'listeners',
      value,
      unit: 'ms of CPU a second',
      reference: `${LISTENERS} idle listeners to /live (ours: to /feed/stream)`,
      referenceValue,
      ratio: value / referenceValue,
      goal: `≤ ${GOAL}x`,
      met: value <= referenceValue * GOAL,
    };
  } finally {
    await server.end();
    discard(data);
  }
};

const costOf = async (server: Server, path: string): Promise<number> => {
  const sockets: Socket[] = [];
  let heard = 0;
  try {
    for (let n = 0; n < LISTENERS; n++) {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      socket.on('error', () => {});
      socket.once('data', () => heard++);
      socket.on('data', () => {});
      socket.write(`GET ${path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${server.keys.auditor}\r\n\r\n`);
      sockets.push(socket);
    }
    await untilWithin(60_000)(() => heard === LISTENERS, 'everybody listens');
    await pause(1_000);
    const before = spentMs(server.pid);
    await pause(SECONDS * 1_000);
    return (spentMs(server.pid) - before) / SECONDS;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
};

/** User and system time of a process, on Linux. */
const spentMs = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
};
