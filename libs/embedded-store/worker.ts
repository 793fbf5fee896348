// The thread in which `startNodeInWorker` runs the node.
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerMessage } from './in-worker';
import { type NodeOptions, startNode } from './node';

const post = (message: WorkerMessage) => parentPort?.postMessage(message);

const run = async (): Promise<void> => {
  const node = await startNode({ ...(workerData as NodeOptions), say: (text) => post({ is: 'said', text }) });
  const { host, port, url } = node;
  parentPort?.once('message', async () => {
    await node.close();
    post({ is: 'closed' });
    parentPort?.close();
  });
  post({ is: 'listening', host, port, url });
};

run().catch((error: Error) => {
  post({ is: 'failed', name: error.name, message: error.message });
  parentPort?.close();
});
