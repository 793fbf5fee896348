import { randomUUID } from 'node:crypto';
import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { discard, scratch } from '../../programs/scratch';
import { startEmmett } from '../emmett';
import { interruptible } from '../interruptible';
import { progress, startNode, startStub } from '../store-nodes';
import { median, type Row } from './row';

const ROUNDS = 7;
/** Before anything is measured: node, stub and client all run compiled by then. */
const WARM = 3_200;
/** About the size of a ticket's event. */
const DATA = { text: 'The line card was replaced; the client confirms that calls go out. '.repeat(3), tier: 2 };

type Load = { readonly writers: number; readonly appends: number };
export type Goals = { readonly emmett: number; readonly stub: number; readonly perSync?: number };

/**
 * Durable appends a second, each of one event at its expected revision, through the official client. Said besides: what
 * the same node does without its fdatasync, and how many of those the disk makes.
 */
export const appendRows = async (name: string, load: Load, goals: Goals): Promise<readonly Row[]> => {
  interruptible();
  const [synced, unsynced] = [scratch('append'), scratch('append')];
  const node = await startNode(synced);
  const dry = await startNode(unsynced, 'unsynced');
  const stub = await startStub();
  const emmett = await startEmmett(name);
  const lanes = {
    ours: (appends: number) => write(node.client, { ...load, appends }),
    stub: (appends: number) => write(stub.client, { ...load, appends }),
    emmett: emmett && ((appends: number) => emmett.write({ ...load, appends })),
    unsynced: (appends: number) => write(dry.client, { ...load, appends }),
    disk: (appends: number) => syncs(synced, { ...load, appends }),
  };
  try {
    const rates = new Map(Object.keys(lanes).map((lane) => [lane, [] as number[]]));
    for (const run of Object.values(lanes)) await run?.(WARM);
    const before = await node.ask('counts');
    for (let round = 1; round <= ROUNDS; round++) {
      for (const [lane, run] of Object.entries(lanes))
        if (run) rates.get(lane)?.push((load.appends / (await run(load.appends))) * 1000);
      progress(name, `round ${round} of ${ROUNDS}`);
    }
    const after = await node.ask('counts');
    const rate = (lane: keyof typeof lanes) => median(rates.get(lane) ?? []);
    const appends = after.appends - before.appends;
    const perSync = appends / (after.batches - before.batches);
    const allowed = Math.round(allowedBy(rate('disk'), rate('stub'), load.writers, perSync));
    const share = (allowed / rate('stub')).toFixed(2);
    const facts = [
      `the disk makes ${Math.round(rate('disk'))} fdatasyncs a second in place, one after the other: at ${perSync.toFixed(1)} appends to each it allows ${allowed} appends a second, ${share} of the stub`,
      `without them the same node takes ${Math.round(rate('unsynced'))} appends a second`,
      `the node used ${((after.cpu - before.cpu) / appends).toFixed(0)} µs of CPU an append`,
    ];
    for (const fact of facts) progress(name, fact);
    const compared = (reference: string, referenceValue: number, goal: number): Row => {
      const ratio = rate('ours') / referenceValue;
      const [value, unit] = [rate('ours'), '/s'];
      return { name, value, unit, reference, referenceValue, ratio, goal: `≥ ${goal}x`, met: ratio >= goal };
    };
    return [
      ...(emmett ? [compared('emmett-postgresql, fsync on', rate('emmett'), goals.emmett)] : []),
      compared('the client against a stub that only answers', rate('stub'), goals.stub),
      ...(goals.perSync === undefined ? [] : [grouped(name, perSync, goals.perSync)]),
    ];
  } finally {
    for (const program of [node, dry, stub, emmett]) await program?.stop();
    for (const directory of [synced, unsynced]) discard(directory);
  }
};

/** About what a node can reach on this disk at most: one writer waits for answer and disk in turn, many wait for the slower of the two. */
const allowedBy = (syncRate: number, stubRate: number, writers: number, perSync: number): number =>
  writers === 1 ? 1 / (1 / syncRate + 1 / stubRate) : Math.min(stubRate, syncRate * perSync);

const grouped = (name: string, value: number, goal: number): Row => {
  const reference = { reference: 'an fdatasync for each', referenceValue: 1 };
  return { name, value, unit: 'an fdatasync', ...reference, ratio: value, goal: `≥ ${goal}`, met: value >= goal };
};

/** Every writer has a stream of its own. Answers the milliseconds. */
const write = async (client: EventStoreDBClient, { writers, appends }: Load): Promise<number> => {
  const from = performance.now();
  const writer = async () => {
    const stream = `bench-${randomUUID()}`;
    for (let revision = -1; revision < appends / writers - 1; revision++)
      await client.appendToStream(stream, jsonEvent({ type: 'NoteAdded', data: DATA }), {
        expectedRevision: revision === -1 ? 'no_stream' : BigInt(revision),
      });
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return performance.now() - from;
};

const sync = promisify(fdatasync);

/** What it would take to write and sync so many small pieces, one after the other, in a file that stays as long as it is. */
const syncs = async (directory: string, { appends }: Load): Promise<number> => {
  const count = Math.min(appends, 500);
  const file = openSync(join(directory, 'disk'), 'w+');
  const piece = Buffer.alloc(512, 1);
  writeSync(file, Buffer.alloc(count * piece.length));
  await sync(file);
  const from = performance.now();
  for (let n = 0; n < count; n++) {
    writeSync(file, piece, 0, piece.length, n * piece.length);
    await sync(file);
  }
  const took = performance.now() - from;
  closeSync(file);
  return (took / count) * appends;
};
