import { createHash, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { type Child, startChild } from '../../programs/child';
import { discard, scratch } from '../../programs/scratch';
import { startServer } from '../../programs/server';
import { somePostgres } from '../../read-store/some-postgres';
import { interruptible } from '../interruptible';
import { type Load, load, type RequestStream } from '../load';
import { progress } from '../store-nodes';
import { COMMANDS_EACH, caughtUp, lines, NOTE } from '../tickets';
import { median, type Row } from './row';

const NAME = 'command-peer';
/** Behind one that warms up. */
const ROUNDS = 5;
const COMMANDS = 2_000;
const AT_ONCE = [
  { writers: 32, goal: 2 },
  { writers: 1, goal: 1.4 },
] as const;
const REFERENCE = 'the same by hand: Nest, Fastify, node-postgres, fsync on';

type Measured = { readonly ours: Load[]; readonly theirs: Load[] };

/** Notes a second against the same work written by hand on PostgreSQL (peer.ts), 32 at once and one after the other. */
export const commandPeer = async (): Promise<readonly Row[]> => {
  interruptible();
  const found = somePostgres();
  if ('missing' in found) {
    progress(NAME, `SKIPPED: no PostgreSQL to run it on (${found.missing}).`);
    return [];
  }
  const data = scratch(NAME);
  const postgres = await found.start();
  const database = await postgres.newDatabase();
  const server = await startServer(data);
  const program = startChild('test/bench/peer.js', [database], { ipc: true });
  const peer = await peerAt(program, database);
  try {
    const seen = AT_ONCE.map((): Measured => ({ ours: [], theirs: [] }));
    for (let round = 0; round <= ROUNDS; round++)
      for (const [n, { writers }] of AT_ONCE.entries()) {
        const count = writers === 1 ? COMMANDS / 4 : COMMANDS;
        const commands = await lines(server, NOTE, count);
        await caughtUp(server);
        const ours = await load(server.url, count, commands, writers);
        await caughtUp(server);
        const theirs = await load(peer.url, count, await peer.lines(count), writers);
        if (round === 0) continue;
        seen[n]?.ours.push(ours);
        seen[n]?.theirs.push(theirs);
      }
    return AT_ONCE.flatMap(({ writers, goal }, n) => rows(writers, goal, seen[n] ?? { ours: [], theirs: [] }));
  } finally {
    await Promise.all([server.end(), program.end('SIGKILL'), peer.close()]);
    await postgres.stop();
    discard(data);
  }
};

type Peer = { readonly url: string; lines(count: number): Promise<readonly RequestStream[]>; close(): Promise<void> };

const peerAt = async (program: Child, database: string): Promise<Peer> => {
  const [, url = ''] = await program.line(/^LISTENING (\S+)/);
  const sql = new Client({ connectionString: database });
  await sql.connect();
  await mustSync(sql);
  const key = randomUUID();
  await sql.query('insert into api_keys values ($1, $2)', [createHash('sha256').update(key).digest('hex'), 'anna']);
  return {
    url,
    lines: async (count) => {
      // More than there are connections: none of them runs dry before the last command.
      const opened = Array.from({ length: Math.ceil(count / COMMANDS_EACH) + 40 }, () => randomUUID());
      await sql.query(`insert into tickets select unnest($1::text[]), 0, 0, now()`, [opened]);
      await sql.query(`insert into ticket_list select unnest($1::text[]), 0, '', now()`, [opened]);
      return opened.map((ticketId) =>
        [...Array(COMMANDS_EACH).keys()].map((n) => ({
          path: `/tickets/${ticketId}/notes`,
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            'idempotency-key': randomUUID(),
          },
          body: JSON.stringify(NOTE.body(n)),
        })),
      );
    },
    close: () => sql.end(),
  };
};

const mustSync = async (sql: Client): Promise<void> => {
  const settings = "current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit";
  const { rows } = await sql.query(`select ${settings}`);
  if (rows[0].fsync !== 'on' || rows[0].commit !== 'on')
    throw new Error('This PostgreSQL acknowledges before it has synced.');
};

const rows = (writers: number, goal: number, { ours, theirs }: Measured): readonly Row[] => {
  const name = `${NAME}, ${writers} at once`;
  const both = (figure: (one: Load) => number) => [median(ours.map(figure)), median(theirs.map(figure))] as const;
  const [value, referenceValue] = both(({ perSecond }) => perSecond);
  const [slowest, theirSlowest] = both(({ p99 }) => p99);
  const rate = { value, referenceValue, ratio: value / referenceValue };
  const late = { value: slowest, referenceValue: theirSlowest, ratio: slowest / theirSlowest };
  return [
    { name, unit: '/s', reference: REFERENCE, ...rate, goal: `≥ ${goal}x`, met: rate.ratio >= goal },
    { name: `${name}, p99`, unit: 'ms', reference: REFERENCE, ...late, goal: 'for comparison', met: true },
  ];
};
