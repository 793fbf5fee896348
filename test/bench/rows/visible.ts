import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openReadStore, type View } from '#read-store';
import { slaBoard } from '#sla/module';
import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { interruptible } from '../interruptible';
import { p99 } from './board';
import type { Row } from './row';

const TICKETS = 200;
const SECONDS = 8;
const PER_SECOND = 100;
/** The reference: nearly nobody is there. */
const IDLE_PER_SECOND = 10;
const LOOKS_EVERY_MS = 2;
const GIVES_UP_MS = 30_000;
const GOAL_MS = 100;

/** From a command's answer to the moment when another process reads its effect on the SLA board. */
export const visible = async (): Promise<Row> => {
  interruptible();
  const data = scratch('visible');
  const server = await startServer(data);
  const views = await openReadStore({ file: join(data, 'views.sqlite') });
  try {
    const shown = views.view(slaBoard) as View<{ assignee: string | null }, never>;
    const tickets = await Promise.all(Array.from({ length: TICKETS }, () => openTicket(server)));
    await paced(server, shown, tickets, PER_SECOND, 2);
    const idle = await paced(server, shown, tickets, IDLE_PER_SECOND, SECONDS);
    const loaded = await paced(server, shown, tickets, PER_SECOND, SECONDS);
    const [value, referenceValue] = [p99(loaded), p99(idle)];
    return {
      name: 'visible',
      value,
      unit: 'ms',
      reference: `the same at ${IDLE_PER_SECOND} commands a second (ours: ${PER_SECOND})`,
      referenceValue,
      ratio: value / referenceValue,
      goal: `p99 ≤ ${GOAL_MS} ms`,
      met: value <= GOAL_MS,
    };
  } finally {
    await views.close();
    await server.end();
    discard(data);
  }
};

type Shown = View<{ assignee: string | null }, never>;

/** Gives tickets to somebody at a steady pace; milliseconds from each answer until the board shows it. */
const paced = async (
  server: Server,
  shown: Shown,
  tickets: readonly string[],
  perSecond: number,
  seconds: number,
): Promise<readonly number[]> => {
  const began = performance.now();
  const count = perSecond * seconds;
  const commands = Array.from({ length: count }, async (_, n) => {
    const due = began + (n * 1000) / perSecond;
    await pause(Math.max(0, due - performance.now()));
    const ticketId = tickets[n % tickets.length] ?? '';
    const assignee = `e${randomUUID().slice(0, 8)}`;
    await post(server, `/tickets/${ticketId}/assignment`, { assignee });
    return untilShown(shown, ticketId, assignee, performance.now());
  });
  return Promise.all(commands);
};

const untilShown = async (shown: Shown, ticketId: string, assignee: string, from: number): Promise<number> => {
  for (;;) {
    const row = await shown.get(ticketId);
    const waited = performance.now() - from;
    if (row?.assignee === assignee) return waited;
    if (waited > GIVES_UP_MS) throw new Error(`The board does not show ${ticketId} as it was answered.`);
    await pause(LOOKS_EVERY_MS);
  }
};

const openTicket = async (server: Server): Promise<string> => {
  const opened = { client: 'acme', channel: 'phone', priority: 'P2', summary: 'No calls in or out' };
  return ((await post(server, '/tickets', opened)) as { ticketId: string }).ticketId;
};

const post = async ({ url, keys }: Server, path: string, body: object): Promise<unknown> => {
  const headers = {
    authorization: `Bearer ${keys.agent}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${await response.text()}`);
  return response.json();
};
