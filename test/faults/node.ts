// The program that the rig kills: the node as it is shipped, on loopback, with small segments, ending itself where told.
import { type AtInstant, startNode } from '#embedded-store';
import type { NodeOrders } from './node-process';
import { plantedFaults } from './store-on-disk';

/** Small, so that a life of a few hundred appends rolls segments and saves its index many times. */
const SEGMENT_BYTES = 64 * 1024;
const SNAPSHOT_EVERY = 100;

const { directory, plan, plant } = JSON.parse(process.argv[2] ?? '{}') as NodeOrders;

let armed = 'instant' in plan && plan.fromStart;
let left = 'instant' in plan ? plan.occurrence : 0;
const atInstant: AtInstant = (instant) => {
  if (!('instant' in plan) || instant !== plan.instant || !armed) return;
  if (--left === 0) process.kill(process.pid, 'SIGKILL');
};

const run = async (): Promise<void> => {
  const { host, port } = await startNode({
    dir: directory,
    segmentBytes: SEGMENT_BYTES,
    snapshotEvery: SNAPSHOT_EVERY,
    at: atInstant,
    say: (text) => process.stderr.write(`${text}\n`),
    ...plantedFaults(plant),
  });
  armed = false;
  process.stdin.once('data', () => {
    armed = true;
  });
  process.stdout.write(`LISTENING ${host}:${port}\n`);
};

run().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
