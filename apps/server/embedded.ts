// The one place in the server that knows of the embedded node: everything else speaks EventStoreDB's protocol.

import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log, LoopbackUser } from '#event-store';

export type Embedded = { readonly url: string; readonly loopbackUser: LoopbackUser; stop(): Promise<void> };

/** Who may use the node, and nobody else on this machine: it lies beside the store, for its owner's eyes. */
export const ACCESS_FILE = 'store.access';
export const STORE_DIRECTORY = 'store';
const USERNAME = 'faultline';
const PASSWORD_BYTES = 32;

/**
 * Starts the node in a thread of its own, so that its fsyncs hold up no request. On loopback; `port` 0 takes any. It wants
 * a password that is made here and dies with it, and it deletes, truncates and hides nothing, whoever asks.
 * Throws where another process has the directory, or where it cannot be written.
 */
export const startEmbedded = async (dataDir: string, port: number, log?: Log): Promise<Embedded> => {
  // Most processes of a production never need one.
  const { startNodeInWorker } = await import('#embedded-store');
  const loopbackUser = { username: USERNAME, password: randomBytes(PASSWORD_BYTES).toString('base64url') };
  const node = await startNodeInWorker({
    dir: join(dataDir, STORE_DIRECTORY),
    port,
    users: { [loopbackUser.username]: loopbackUser.password },
    keepsStreams: true,
    say: (text) => log?.info({ said: text }, 'embedded event store'),
  });
  const file = join(dataDir, ACCESS_FILE);
  try {
    // Whoever made one there before us must not be able to read this one.
    rmSync(file, { force: true });
    writeFileSync(file, `${loopbackUser.username}:${loopbackUser.password}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    await node.close();
    throw error;
  }
  const stop = async () => {
    rmSync(file, { force: true });
    await node.close();
  };
  return { url: `esdb://127.0.0.1:${node.port}?tls=false`, loopbackUser, stop };
};
