// The node in a thread of its own. What crosses the thread is plain data; a thread that ends by itself is told, not hidden.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CannotStart, type EmbeddedNode, type NodeOptions } from './node';

/** What can be said to another thread: no disk, no callbacks. */
export type WorkerNodeOptions = Omit<NodeOptions, 'disk' | 'at' | 'planted' | 'lock' | 'say'> & {
  readonly say?: (text: string) => void;
  /** The thread ended though nobody closed it: a fault of ours. Appends are refused from now on. */
  readonly onLost?: (error: Error) => void;
};

/** What the thread says. */
export type WorkerMessage =
  | { readonly is: 'listening'; readonly host: string; readonly port: number; readonly url: string }
  | { readonly is: 'failed'; readonly name: string; readonly message: string }
  | { readonly is: 'said'; readonly text: string }
  | { readonly is: 'closed' };

/**
 * The same node in a thread of its own: its work and its flushes hold up nobody else's requests. Rejects as `startNode`
 * does (the error's name and sentence cross the thread; its class does not). It runs the built program.
 */
export const startNodeInWorker = ({ say, onLost, ...options }: WorkerNodeOptions): Promise<EmbeddedNode> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(program(), { workerData: options });
    const gone = new Promise<void>((done) => worker.once('exit', () => done()));
    const close = () => {
      worker.postMessage('close');
      return gone;
    };
    worker.on('message', (message: WorkerMessage) => {
      if (message.is === 'said') say?.(message.text);
      else if (message.is === 'failed') reject(Object.assign(new Error(message.message), { name: message.name }));
      else if (message.is === 'listening') {
        const { host, port, url } = message;
        worker.off('error', reject);
        worker.on('error', (error) => onLost?.(new Error(`The embedded store's thread ended: ${error.message}`)));
        resolve({ host, port, url, close });
      }
    });
    worker.once('error', reject);
  });

// Threads start from JavaScript: where this file is a source (under Jest), the built one beside it is taken.
const program = (): string => {
  const beside = join(__dirname, 'worker.js');
  if (existsSync(beside)) return beside;
  for (let dir = __dirname; dir !== dirname(dir); dir = dirname(dir)) {
    const built = join(dir, 'dist/libs/embedded-store/worker.js');
    if (existsSync(built)) return built;
  }
  throw new CannotStart("The embedded store's thread is not built. Run 'npm run build' first.");
};
