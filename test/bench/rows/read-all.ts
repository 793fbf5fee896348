import { join } from 'node:path';
import { type EventStoreDBClient, START } from '@eventstore/db-client';
import { discard, scratch } from '../../programs/scratch';
import { interruptible } from '../interruptible';
import { fillStore, progress, startNode, startStub } from '../store-nodes';
import { median, type Row } from './row';

const NAME = 'read-all';
const EVENTS = 50_000;
const ROUNDS = 5;

/** Catching up with `$all` through the official client, and what the node does for it. */
export const readAll = async (): Promise<readonly Row[]> => {
  interruptible();
  const directory = scratch('read-all');
  await fillStore(NAME, join(directory, 'store'), EVENTS);
  const node = await startNode(join(directory, 'store'));
  const { events } = await node.ask({ record: join(directory, 'recorded') });
  const stub = await startStub(join(directory, 'recorded'));
  try {
    const rates = { ours: [] as number[], stub: [] as number[] };
    const cpu = { node: [] as number[], client: [] as number[] };
    for (const lane of [stub, node]) await catchUp(lane.client, events);
    for (let round = 1; round <= ROUNDS; round++) {
      rates.stub.push((events / (await catchUp(stub.client, events)).milliseconds) * 1000);
      const { cpu: before } = await node.ask('counts');
      const { milliseconds, microseconds } = await catchUp(node.client, events);
      const { cpu: after } = await node.ask('counts');
      rates.ours.push((events / milliseconds) * 1000);
      cpu.node.push((after - before) / events);
      cpu.client.push(microseconds / events);
      progress(NAME, `round ${round} of ${ROUNDS}`);
    }
    const [ours, theirs] = [median(rates.ours), median(rates.stub)];
    const [used, client] = [median(cpu.node), median(cpu.client)];
    return [
      {
        name: NAME,
        value: ours,
        unit: 'events/s',
        reference: 'the client reading ready-made messages from a stub',
        referenceValue: theirs,
        ratio: ours / theirs,
        goal: '≥ 0.9x',
        met: ours / theirs >= 0.9,
      },
      {
        name: NAME,
        value: used,
        unit: 'µs of CPU an event',
        reference: 'the client in the same run',
        referenceValue: client,
        ratio: used / client,
        goal: '≤ 0.25x',
        met: used / client <= 0.25,
      },
    ];
  } finally {
    await node.stop();
    await stub.stop();
    discard(directory);
  }
};

/** From the beginning until so many events have come; what it took, and the CPU of this process. */
const catchUp = async (client: EventStoreDBClient, events: number) => {
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  const subscription = client.subscribeToAll({ fromPosition: START });
  let left = events;
  for await (const _ of subscription) if (--left === 0) break;
  const { user, system } = process.cpuUsage(cpu);
  return { milliseconds: performance.now() - from, microseconds: user + system };
};
