import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '#identity';
import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { atRest } from '../at-rest';
import { HttpLane } from '../http-lane';
import { interruptible } from '../interruptible';
import { p99 } from './board';
import type { Row } from './row';
import { type Desk, steadyDesk } from './steady-desk';

const [COMMANDS, QUERIES] = [200, 500];
const [SECONDS, FULL_SECONDS] = [20, 300];
const GOAL_MS = 50;
const LANES = 20;

/** What people look at while they work: the list, the board, what waits for a verdict, a ticket on one page. */
const LOOKS: readonly ((tickets: readonly string[], n: number) => readonly [Role, string])[] = [
  () => ['agent', '/tickets?limit=20'],
  () => ['agent', '/sla-board?limit=20'],
  () => ['fault-reviewer', '/queues/fault-reviews?limit=20'],
  (tickets, n) => ['agent', `/tickets/${tickets[n % tickets.length]}/page`],
  (tickets, n) => ['agent', `/tickets/${tickets[n % tickets.length]}`],
];

/** A large desk, all roles in one process, fsync on: 200 commands and 500 queries a second, each as it was due. */
export const busyDesk = async ({ full }: { readonly full: boolean }): Promise<readonly Row[]> => {
  interruptible();
  const data = scratch('busy-desk');
  const server = await startServer(data);
  try {
    // Views that are still being made answer 503, as they should.
    await atRest(server);
    const desk = steadyDesk(server, COMMANDS);
    while (desk.tickets.length === 0) await pause(10);
    const looked = await lookFor(full ? FULL_SECONDS : SECONDS, server, desk);
    await desk.stop();
    return [row('busy-desk-commands', desk.took, COMMANDS), row('busy-desk-queries', looked, QUERIES)];
  } finally {
    await server.end();
    discard(data);
  }
};

/** Milliseconds from when each was due until it was answered. Throws where one is not answered 200. */
const lookFor = async (seconds: number, server: Server, { tickets }: Desk): Promise<readonly number[]> => {
  const took: number[] = [];
  const began = performance.now();
  const lane = async (first: number) => {
    const connection = new HttpLane(server.url);
    try {
      // A machine that cannot answer so many is not waited for: half of them say as much.
      const isInTime = () => performance.now() - began < 2_000 * seconds;
      for (let turn = first; turn < seconds * QUERIES && isInTime(); turn += LANES) {
        const due = began + (turn * 1_000) / QUERIES;
        await pause(Math.max(0, due - performance.now()));
        const [role, path] = (LOOKS[turn % LOOKS.length] as (typeof LOOKS)[number])(tickets, turn);
        const { status, body } = await connection.get(path, { authorization: `Bearer ${server.keys[role]}` });
        took.push(performance.now() - due);
        if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${body}`);
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, n) => lane(n)));
  return took;
};

const row = (name: string, took: readonly number[], perSecond: number): Row => ({
  name,
  value: p99(took),
  unit: 'ms',
  reference: `the goal, at ${perSecond}/s (${took.length} answered, none otherwise)`,
  referenceValue: GOAL_MS,
  ratio: GOAL_MS / p99(took),
  goal: `p99 ≤ ${GOAL_MS} ms`,
  met: p99(took) <= GOAL_MS,
});
