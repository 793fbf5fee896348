import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { discard, scratch } from '../../programs/scratch';
import { interruptible } from '../interruptible';
import { largeStore } from '../large-store';
import { type BenchNode, fillStore, progress, startNode } from '../store-nodes';
import { median, type Row } from './row';

const NAME = 'growth';
const SMALL = 10_000;
const ROUNDS = 7;
const APPENDS = 600;
const GOAL = 1.2;

type Samples = { readonly cpu: number[]; readonly median: number[]; readonly p99: number[] };

/** What one append costs a node of ten thousand events, and one of a million. */
export const growth = async (): Promise<readonly Row[]> => {
  interruptible();
  const directory = scratch('growth');
  await fillStore(NAME, join(directory, 'store'), SMALL);
  const nodes = { large: await startNode(await largeStore(NAME)), small: await startNode(join(directory, 'store')) };
  const seen = { large: nothing(), small: nothing() };
  try {
    for (const node of Object.values(nodes)) await measure(node, nothing());
    for (let round = 1; round <= ROUNDS; round++) {
      for (const size of ['large', 'small'] as const) await measure(nodes[size], seen[size]);
      progress(NAME, `round ${round} of ${ROUNDS}`);
    }
    const [large, small] = [medians(seen.large), medians(seen.small)];
    for (const [size, { p99 }] of Object.entries({ large, small }))
      progress(NAME, `p99 of an append to the ${size} store: ${p99.toFixed(2)} ms`);
    return [
      compared(`${NAME}, CPU`, large.cpu, small.cpu, 'µs an append'),
      compared(`${NAME}, median`, large.median, small.median, 'ms'),
    ];
  } finally {
    for (const node of Object.values(nodes)) await node.stop();
    discard(directory);
  }
};

const nothing = (): Samples => ({ cpu: [], median: [], p99: [] });
const medians = ({ cpu, median: middle, p99 }: Samples) => ({
  cpu: median(cpu),
  median: median(middle),
  p99: median(p99),
});

const compared = (name: string, value: number, referenceValue: number, unit: string): Row => {
  const ratio = value / referenceValue;
  const reference = 'the same at 10,000 events, not 1,000,000';
  return { name, value, unit, reference, referenceValue, ratio, goal: `≤ ${GOAL}x`, met: ratio <= GOAL };
};

const measure = async (node: BenchNode, seen: Samples): Promise<void> => {
  const before = await node.ask('counts');
  const took = await oneByOne(node.client);
  const after = await node.ask('counts');
  seen.cpu.push((after.cpu - before.cpu) / APPENDS);
  seen.median.push(median(took));
  seen.p99.push(took.toSorted((a, b) => a - b)[Math.floor(APPENDS * 0.99)] ?? Number.NaN);
};

/** Ten appends to a stream, and on to the next. Answers the milliseconds of each. */
const oneByOne = async (client: EventStoreDBClient): Promise<number[]> => {
  const took: number[] = [];
  for (let stream = ''; took.length < APPENDS; ) {
    const revision = took.length % 10;
    if (revision === 0) stream = `ticket-${randomUUID()}`;
    const from = performance.now();
    await client.appendToStream(stream, jsonEvent({ type: 'NoteAdded', data: { tier: 2 } }), {
      expectedRevision: revision === 0 ? 'no_stream' : BigInt(revision - 1),
    });
    took.push(performance.now() - from);
  }
  return took;
};
