import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { type Child, startChild } from '../../programs/child';
import { discard, scratch } from '../../programs/scratch';
import { interruptible } from '../interruptible';
import { median, type Row } from './row';

const WRITERS = 32;
const APPENDS = 4_000;
const ROUNDS = 9;
/** About the size of a ticket's event. */
const DATA = { text: 'The line card was replaced; the client confirms that calls go out. '.repeat(3), tier: 2 };

/** Durable appends per second, each of one event at its expected revision, through the official client. */
export const append32 = async (): Promise<Row> => {
  interruptible();
  const synced = await startNode('synced');
  const unsynced = await startNode('unsynced');
  try {
    const rates: Record<'synced' | 'unsynced', number[]> = { synced: [], unsynced: [] };
    await write(synced);
    await write(unsynced);
    const before = await counts(synced);
    for (let round = 0; round < ROUNDS; round++) {
      rates.synced.push(await write(synced));
      rates.unsynced.push(await write(unsynced));
    }
    const after = await counts(synced);
    const [batches, appends] = [after.batches - before.batches, after.appends - before.appends];
    process.stderr.write(`append-32: ${(appends / batches).toFixed(1)} appends to one fdatasync\n`);
    const [value, referenceValue] = [median(rates.synced), median(rates.unsynced)];
    const ratio = value / referenceValue;
    return {
      name: 'append-32',
      value,
      unit: '/s',
      reference: 'the same node, its fdatasync switched off',
      referenceValue,
      ratio,
      goal: '≥ 0.8 of the same without fdatasync',
      met: ratio >= 0.8,
    };
  } finally {
    for (const node of [synced, unsynced]) await node.stop();
  }
};

type BenchNode = { readonly child: Child; readonly client: EventStoreDBClient; stop(): Promise<void> };

const startNode = async (how: 'synced' | 'unsynced'): Promise<BenchNode> => {
  const directory = scratch('append');
  const child = startChild('test/bench/node.js', [directory, how], { ipc: true });
  const [, url = ''] = await child.line(/^LISTENING (\S+)/);
  const client = EventStoreDBClient.connectionString(url);
  const stop = async () => {
    await client.dispose();
    await child.end('SIGKILL');
    discard(directory);
  };
  return { child, client, stop };
};

/** Every writer has a stream of its own. */
const write = async ({ client }: BenchNode): Promise<number> => {
  const from = performance.now();
  const writer = async () => {
    const stream = `bench-${randomUUID()}`;
    for (let revision = -1; revision < APPENDS / WRITERS - 1; revision++)
      await client.appendToStream(stream, jsonEvent({ type: 'NoteAdded', data: DATA }), {
        expectedRevision: revision === -1 ? 'no_stream' : BigInt(revision),
      });
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return (APPENDS / (performance.now() - from)) * 1000;
};

type Counts = { readonly batches: number; readonly appends: number };
const counts = ({ child }: BenchNode): Promise<Counts> =>
  new Promise((resolve) => {
    child.process.once('message', (message) => resolve(message as Counts));
    child.process.send('counts');
  });
