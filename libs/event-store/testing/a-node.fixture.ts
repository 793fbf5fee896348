import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CatalogLine } from '#kernel';
import { KeyFile } from '../keys/key-file';
import type { StoreOptions } from '../options';

// For tests: the real thing. `EVENTSTORE_URL` names a server; without it an embedded node is started on loopback.

export type ANode = {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
  /** Stops the node, lets something happen, and starts it again on the same data and port. */
  whileDown(happens: () => Promise<unknown>): Promise<void>;
};

export const aDirectory = (): { path: string; remove(): void } => {
  const directory = mkdtempSync(path.join(tmpdir(), 'faultline-store-'));
  return { path: directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
};

/** How an embedded node is started; only specs may know where it comes from. */
export type Start = (options: {
  dir: string;
  port: number;
}) => Promise<{ readonly port: number; close(): Promise<void> }>;

/** What needs the node to be stopped cannot be tested on a server that somebody else runs. */
export const itWithOurNode = process.env.EVENTSTORE_URL ? it.skip : it;

export const aNode = async (startNode: Start): Promise<ANode> => {
  const given = process.env.EVENTSTORE_URL;
  if (given) {
    const nothing = async () => {};
    return {
      url: given,
      port: Number(new URL(given.replace(/^esdb/, 'http')).port),
      stop: nothing,
      whileDown: nothing,
    };
  }
  const directory = aDirectory();
  let node = await startNode({ dir: directory.path, port: 0 });
  const { port } = node;
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    port,
    whileDown: async (happens) => {
      await node.close();
      await happens();
      node = await startNode({ dir: directory.path, port });
    },
    stop: async () => {
      await node.close();
      directory.remove();
    },
  };
};

const CATALOG: Record<string, CatalogLine> = {
  NoteAdded: { schemaVersion: 1, personal: ['text'] },
  WorkLogged: { schemaVersion: 1 },
};

/** Options for a part of the node that no other test sees. The keys lie in `directory`. */
export const optionsFor = ({ url }: Pick<ANode, 'url'>, directory: string): StoreOptions => ({
  url,
  prefix: `${randomUUID().slice(0, 8)}-`,
  provider: 'acme-support',
  keys: new KeyFile(path.join(directory, 'keys.ndjson'), Buffer.alloc(32, 1)),
  catalogs: { ticket: CATALOG, sla: CATALOG, billing: CATALOG },
  patience: { mismatchMs: 0 },
});
