// The one place in the server that knows of the embedded node: everything else speaks EventStoreDB's protocol.

import { join } from 'node:path';

export type Embedded = { readonly url: string; stop(): Promise<void> };

/**
 * Starts the node in a thread of its own, so that its fsyncs hold up no request. On loopback; `port` 0 takes any.
 * Throws where another process has the directory, or where it cannot be written.
 */
export const startEmbedded = async (dataDir: string, port: number): Promise<Embedded> => {
  // Most processes of a production never need one.
  const { startNodeInWorker } = await import('#embedded-store');
  const node = await startNodeInWorker({ dir: join(dataDir, 'store'), port });
  return { url: `esdb://127.0.0.1:${node.port}?tls=false`, stop: () => node.close() };
};
