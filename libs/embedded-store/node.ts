// The embedded node: one directory, which no other process has open, served over EventStoreDB's protocol. What it has
// acknowledged is on the disk.

import { writeFirstEvent } from './engine/first-event';
import { Store } from './engine/store';
import type { StoreOptions } from './engine/store-options';
import { Dispatcher } from './protocol/dispatch';
import { nodePages } from './protocol/node-pages';
import { FOLLOWS } from './protocol/server-features';
import { Users } from './protocol/users';
import { serveHttp2, type Tls } from './transport/http2-server';

export type NodeOptions = StoreOptions & {
  /** 127.0.0.1 if not said. */
  readonly host?: string;
  /** 0, or nothing said: one that is free. */
  readonly port?: number;
  readonly tls?: Tls;
  /** Name to password. None: no authentication. */
  readonly users?: Readonly<Record<string, string>>;
  /** Nobody deletes or truncates a stream that is not the system's, or changes its metadata: what is appended stays. */
  readonly keepsStreams?: boolean;
  /** 1 MiB if not said, as on the server; at most 16. */
  readonly maxAppendBytes?: number;
};

export type EmbeddedNode = {
  readonly host: string;
  readonly port: number;
  /** For the official client. */
  readonly url: string;
  /** Finishes what is being written, ends open calls, saves the index, lets go of the directory. */
  close(): Promise<void>;
};

const MAX_APPEND = 2 ** 20;
const MAX_APPEND_LIMIT = 16 * 2 ** 20;

/** The node cannot start; the message says why, and what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/**
 * Opens the store in `dir` and serves it. Throws `CannotStart` (the port, the directory), `StoreLocked` (another process
 * has it, named by pid) or `DamagedLog` (named by place), each with one sentence for whoever reads it.
 */
export const startNode = async (options: NodeOptions): Promise<EmbeddedNode & { readonly store: Store }> => {
  const { host = '127.0.0.1', port = 0, tls, users, maxAppendBytes = MAX_APPEND, keepsStreams = false } = options;
  const { say = () => undefined } = options;
  if (!(maxAppendBytes > 0 && maxAppendBytes <= MAX_APPEND_LIMIT))
    throw new CannotStart(`maxAppendBytes is ${maxAppendBytes}; it must be 1 to ${MAX_APPEND_LIMIT}.`);
  const store = await Store.open(options).catch((error) => {
    throw startProblem(error, options.dir);
  });
  try {
    await writeFirstEvent(store);
    const address = { host, port };
    const dispatcher = new Dispatcher(
      { store, maxAppendBytes, keepsStreams, say, address: () => address },
      new Users(users),
    );
    const pages = nodePages({
      version: FOLLOWS,
      isStopping: () => dispatcher.isStopping,
      hasUsers: () => Object.keys(users ?? {}).length > 0,
    });
    const server = await serveHttp2(dispatcher.handle, { host, port, ...(tls ? { tls } : {}) }, pages);
    address.port = server.port;
    let closing: Promise<void> | undefined;
    const close = async () => {
      await dispatcher.stop();
      await server.close();
      await store.close();
    };
    return {
      host,
      port: server.port,
      url: `esdb://${host.includes(':') ? `[${host}]` : host}:${server.port}?tls=${tls !== undefined}`,
      close: () => {
        closing ??= close();
        return closing;
      },
      store,
    };
  } catch (error) {
    await store.close();
    throw startProblem(error, options.dir, host, port);
  }
};

const WHY: Readonly<Record<string, (dir: string, host: string, port: number) => string>> = {
  EADDRINUSE: (_dir, host, port) =>
    `Port ${port} on ${host} is taken by another program. Stop that one, or choose another port.`,
  EADDRNOTAVAIL: (_dir, host) => `This machine has no address ${host}. Choose another host.`,
  ENOTFOUND: (_dir, host) => `The host name ${host} is unknown. Choose another host.`,
  EACCES: (dir, host, port) =>
    port > 0 && port < 1024
      ? `This user may not listen on ${host}:${port} or not write ${dir}. Choose a port above 1023, and a directory of your own.`
      : `${dir} cannot be written by this user. Give it the right to, or choose another directory.`,
  EROFS: (dir) => `${dir} is on a read-only file system. Choose another directory.`,
  ENOTDIR: (dir) => `${dir} is no directory. Choose another one.`,
  EEXIST: (dir) => `${dir} is no directory. Choose another one.`,
  ENOSPC: (dir) => `The disk of ${dir} is full: not even a lock can be made. Make room and start again.`,
};

const startProblem = (error: unknown, dir: string, host = '', port = 0): unknown => {
  const why = WHY[(error as NodeJS.ErrnoException)?.code ?? ''];
  return why === undefined ? error : new CannotStart(why(dir, host, port), { cause: error });
};
