import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../../programs/child';
import { discard, scratch } from '../../programs/scratch';
import { listening, type Server, spawnServer } from '../../programs/server';
import { somePostgres } from '../../read-store/some-postgres';
import { interruptible } from '../interruptible';
import { load } from '../load';
import { caughtUp, lines, NOTE } from '../tickets';
import type { Row } from './row';

const COMMANDS = 2_000;
const MANY = 3;
/** One process of each: they stand by where there are two (docs/processes.md). */
const OTHERS = ['projector', 'billing', 'sla', 'public'] as const;

/** How many commands a second three api processes take before one store and one PostgreSQL, beside one of them. */
export const scaleOut = async (): Promise<readonly Row[]> => {
  interruptible();
  const found = somePostgres();
  if ('missing' in found) throw new Error(`scale-out needs a PostgreSQL: ${found.missing}.`);
  const postgres = await found.start();
  try {
    const alone = await takenBy(1, await postgres.newDatabase());
    const together = await takenBy(MANY, await postgres.newDatabase());
    return [
      row('scale-out', [together.perSecond, alone.perSecond], '/s', `one api (ours: ${MANY})`),
      row('scale-out-behind', [together.behindMs, alone.behindMs], 'ms until views and ledgers know all', 'one api'),
    ];
  } finally {
    await postgres.stop();
  }
};

type Taken = { readonly perSecond: number; readonly behindMs: number };
const takenBy = async (apis: number, database: string): Promise<Taken> => {
  const folder = scratch('scale-out');
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const node = startChild('apps/store/main.js', ['serve', join(folder, 'store'), '--port', '0']);
  const children = [node];
  try {
    const [, port] = await node.line(/^LISTENING .*:(\d+)$/);
    const env = { EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false`, DATABASE_URL: database, LOG_LEVEL: 'error' };
    const start = async (ROLES: string): Promise<Server> => {
      const child = spawnServer(data, { ...env, ROLES });
      children.push(child);
      return listening(child, data);
    };
    // The first one makes the keys.
    const servers = [await start('api')];
    for (const role of OTHERS) await start(role);
    while (servers.length < apis) servers.push(await start('api'));
    const said = await Promise.all(servers.map((server) => lines(server, NOTE, COMMANDS)));
    await caughtUp(servers[0] as Server);
    const from = performance.now();
    await Promise.all(servers.map((server, n) => load(server.url, COMMANDS, said[n] ?? [])));
    const tookMs = performance.now() - from;
    const done = performance.now();
    await caughtUp(servers[0] as Server);
    return { perSecond: (COMMANDS * apis * 1_000) / tookMs, behindMs: performance.now() - done };
  } finally {
    await Promise.all(children.reverse().map((child) => child.end('SIGKILL')));
    discard(folder);
  }
};

type Figures = readonly [value: number, referenceValue: number];
const row = (name: string, [value, referenceValue]: Figures, unit: string, reference: string): Row => ({
  name,
  value,
  unit,
  reference,
  referenceValue,
  ratio: value / referenceValue,
  goal: 'none: what a machine has',
  met: true,
});
