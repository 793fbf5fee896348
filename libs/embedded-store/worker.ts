// The thread in which `startNodeInWorker` runs the node.
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker } from './in-worker';
import { type NodeOptions, startNode } from './node';

const tell = (message: FromWorker) => parentPort?.postMessage(message);

const run = async (): Promise<void> => {
  const node = await startNode({ ...(workerData as NodeOptions), say: (text) => tell({ is: 'said', text }) });
  const { host, port, url } = node;
  parentPort?.once('message', async () => {
    await node.close();
    tell({ is: 'closed' });
    parentPort?.close();
  });
  tell({ is: 'listening', host, port, url });
};

run().catch((error: Error) => {
  tell({ is: 'failed', name: error.name, message: error.message });
  parentPort?.close();
});
