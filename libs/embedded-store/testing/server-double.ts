// A test double of EventStoreDB: our own node behind the manners in which servers of 24.2 differ from it, as
// docs/embedded-store.md lists them. What passes on both kinds does not rest on how our node happens to answer.
import { writeFirstEvent } from '../engine/first-event';
import { Store } from '../engine/store';
import { append } from '../protocol/append';
import { batchAppend } from '../protocol/batch-append';
import { Dispatcher, METHODS, type Methods } from '../protocol/dispatch';
import { nodePages } from '../protocol/node-pages';
import { read } from '../protocol/read';
import { type ListedMethod, supportedMethodsOf } from '../protocol/server-features';
import { serveHttp2, type Tls } from '../transport/http2-server';
import { type Account, guardedRead, guardedRemoval, guardedStore, ServerAccounts } from './server-accounts';
import { type AppendManners, AppendsInFlight, ServerBatchAppend, serverAppends } from './server-appends';
import { serverRead } from './server-reads';

export type ServerDoubleOptions = {
  readonly dir: string;
  /** 127.0.0.1 where nothing is given. */
  readonly host?: string;
  /** 0, or nothing: one that is free. */
  readonly port?: number;
  /** Clients send names and passwords over TLS only. */
  readonly tls?: Tls;
  readonly accounts?: Readonly<Record<string, Account>>;
  readonly version?: string;
  readonly givesUpAfterMs?: AppendManners['givesUpAfterMs'];
};

export type ServerDouble = {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  readonly store: Store;
  /** Adds an account or changes its password; from the first on, nobody else may use the server. */
  setAccount(name: string, account: Account): void;
  removeAccount(name: string): void;
  /** How far its clock is ahead of this machine's, in milliseconds: deadlines and `created` go by it. Negative: behind. */
  setClockSkew(milliseconds: number): void;
  /** From now on appends are in flight for so long before they are written. */
  setWriteTime(milliseconds: number): void;
  close(): Promise<void>;
};

/** As a server on defaults: 2.8 s over BatchAppend, 3 s over Append. */
const GIVES_UP_AFTER_MS = { batch: 2_800, single: 3_000 };
const MAX_APPEND_BYTES = 2 ** 20;

export const startServerDouble = async (options: ServerDoubleOptions): Promise<ServerDouble> => {
  const { dir, host = '127.0.0.1', port = 0, tls, version = '24.2.0' } = options;
  let skew = 0;
  const manners = { givesUpAfterMs: options.givesUpAfterMs ?? GIVES_UP_AFTER_MS, writesTakeMs: 0 };
  const accounts = new ServerAccounts();
  for (const [name, account] of Object.entries(options.accounts ?? {})) accounts.set(name, account);
  const now = () => Date.now() + skew;
  const store = await Store.open({ dir, now });
  await writeFirstEvent(store);
  const address = { host, port };
  const limits = { maxAppendBytes: MAX_APPEND_BYTES, keepsStreams: false };
  const services = { store, ...limits, say: () => undefined, address: () => address };
  const dispatcher = new Dispatcher(services, accounts, mannered(accounts, manners, version));
  const pages = nodePages({ version, isStopping: () => dispatcher.isStopping, hasUsers: () => accounts.any });
  const server = await serveHttp2(dispatcher.handle, { host, port, now, ...(tls && { tls }) }, pages).catch(
    async (error) => {
      await store.close();
      throw error;
    },
  );
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
    url: `esdb://${host}:${server.port}?tls=${tls !== undefined}`,
    store,
    setAccount: (name, account) => accounts.set(name, account),
    removeAccount: (name) => accounts.remove(name),
    setClockSkew: (milliseconds) => {
      skew = milliseconds;
    },
    setWriteTime: (milliseconds) => {
      manners.writesTakeMs = milliseconds;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};

const STREAMS = '/event_store.client.streams.Streams';

/** Named, as every server names it, and not done: nobody here asks for it. */
const ONLY_SERVERS: readonly ListedMethod[] = [
  ['event_store.client.persistent_subscriptions.persistentsubscriptions', 'create', []],
];

/** The methods of the node, each behind its difference. */
const mannered = (accounts: ServerAccounts, manners: AppendManners, version: string): Methods => {
  const inFlight = new AppendsInFlight();
  const methods: Record<string, Methods[string]> = { ...METHODS };
  const behind = (path: string, change: (handle: Methods[string]['handle']) => Methods[string]['handle']) => {
    const method = methods[path];
    if (method === undefined) throw new Error(`The node has no ${path}.`);
    methods[path] = { ...method, handle: change(method.handle) };
  };
  behind(`${STREAMS}/Read`, () => (call, services) => read(serverRead(guardedRead(call, accounts)), services));
  behind(`${STREAMS}/BatchAppend`, () => (call, services) => {
    const store = serverAppends(guardedStore(services.store, call, accounts), inFlight, 'batch', manners);
    batchAppend(new ServerBatchAppend(call), { ...services, store });
  });
  behind(`${STREAMS}/Append`, () => (call, services) => {
    const store = serverAppends(guardedStore(services.store, call, accounts), inFlight, 'single', manners);
    append(call, { ...services, store });
  });
  for (const path of [`${STREAMS}/Delete`, `${STREAMS}/Tombstone`])
    behind(path, (handle) => (call, services) => handle(guardedRemoval(call, accounts), services));
  behind('/event_store.client.server_features.ServerFeatures/GetSupportedMethods', () =>
    supportedMethodsOf(version, ONLY_SERVERS),
  );
  return methods;
};
