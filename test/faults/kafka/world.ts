// Public events in a store of their own, told at random, and what a publisher needs to publish them.
import { join } from 'node:path';
import { startNodeInWorker } from '#embedded-store';
import { type Log, openKeys, openStore, type Store } from '#event-store';
import { PUBLIC_EVENTS, publicStream } from '#messaging';
import { openReadStore, type ReadStore } from '#read-store';
import { discard, scratch } from '../../programs/scratch';
import { cancelled } from './published';

/** What it takes to open the same store and the same deadline store, in any process. */
export type Whereabouts = { readonly url: string; readonly prefix: string; readonly directory: string };

export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

export const openWorld = async ({ url, prefix, directory }: Whereabouts, log = silent) => {
  const store = await openStore({
    url,
    prefix,
    provider: 'faultline',
    keys: await openKeys(join(directory, 'keys'), Buffer.alloc(32, 1)),
    catalogs: { public: PUBLIC_EVENTS },
    patience: { mismatchMs: 1_000 },
    log,
  });
  const views = await openReadStore({ file: join(directory, 'views.sqlite'), log });
  return { store, views };
};

export type World = {
  readonly whereabouts: Whereabouts;
  readonly store: Store;
  readonly views: ReadStore;
  /** How many events each ticket has. */
  readonly told: ReadonlyMap<string, number>;
  /** Tells one more event of a ticket; one at a time. */
  tell(ticketId: string, client?: string): Promise<void>;
  /** Resolves once the publisher of this topic has remembered that all of it is out; false where that takes too long. */
  isOut(topic: string, withinMs: number): Promise<boolean>;
  close(): Promise<void>;
};

/** A store of its own, or a part of a node that is there, which nobody else sees. */
export const aWorld = async (node?: { readonly url: string; readonly prefix: string }): Promise<World> => {
  const directory = scratch('public');
  const own = node ? undefined : await startNodeInWorker({ dir: join(directory, 'store'), port: 0 });
  const url = node?.url ?? `esdb://127.0.0.1:${own?.port}?tls=false`;
  const whereabouts = { url, prefix: node?.prefix ?? '', directory };
  const { store, views } = await openWorld(whereabouts);
  const told = new Map<string, number>();
  let last = -1n;
  return {
    whereabouts,
    store,
    views,
    told,
    tell: async (ticketId, client) => {
      const n = told.get(ticketId) ?? 0;
      const at = new Date().toISOString();
      const context = { commandId: `${ticketId}/${n}`, actor: { id: 'rig', role: 'rig' }, at };
      const appended = await store.append(publicStream(ticketId), n - 1, [cancelled(ticketId, n, client)], context);
      if (appended === 'lost-race') throw new Error(`Somebody else tells of ${ticketId}.`);
      told.set(ticketId, n + 1);
      last = BigInt(appended.position ?? -1);
    },
    isOut: async (topic, withinMs) => {
      for (const until = performance.now() + withinMs; performance.now() < until; ) {
        const at = await views.deadlines.checkpoint(`kafka:${topic}`);
        if (at !== 'start' && BigInt(at.commit) >= last) return true;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      return false;
    },
    close: async () => {
      await store.close();
      await views.close();
      await own?.close();
      discard(directory);
    },
  };
};
