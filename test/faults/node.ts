// The program that the rig kills: the node as it is shipped, on loopback, with small segments, ending itself where told.
// Its orders come by standard input: one line to start, one to be armed.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type OnFaultPoint, startNode } from '#embedded-store';
import type { NodeOrders } from './node-process';
import { plantedFaults } from './planted';

/** Small, so that a life of a few hundred appends rolls segments and saves its index many times. */
const SEGMENT_BYTES = 64 * 1024;
const SNAPSHOT_EVERY = 100;

const run = async (): Promise<void> => {
  const lines = createInterface({ input: process.stdin });
  // Whoever gave the orders is gone: nobody will kill this one.
  lines.once('close', () => process.exit(0));
  const [text] = (await once(lines, 'line')) as [string];
  const { directory, plan, plant } = JSON.parse(text) as NodeOrders;
  let armed = 'instant' in plan && plan.fromStart;
  let left = 'instant' in plan ? plan.occurrence : 0;
  const at: OnFaultPoint = (instant) => {
    if (!('instant' in plan) || instant !== plan.instant || !armed) return;
    if (--left === 0) process.kill(process.pid, 'SIGKILL');
  };
  const { host, port } = await startNode({
    dir: directory,
    segmentBytes: SEGMENT_BYTES,
    snapshotEvery: SNAPSHOT_EVERY,
    at,
    say: (text) => process.stderr.write(`${text}\n`),
    ...plantedFaults(plant),
  });
  armed = false;
  lines.once('line', () => {
    armed = true;
  });
  process.stdout.write(`LISTENING ${host}:${port}\n`);
};

run().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
