import type { EventStoreDBClient } from '@eventstore/db-client';
import { type HardenedClient, hardenedClient } from './hardened-client';

type Open = { readonly url: string; readonly hardened: HardenedClient; users: number; generation: number };
let open: Open | undefined;

export type Connection = {
  readonly client: EventStoreDBClient;
  /** Counts how often it was begun anew. */
  generation(): number;
  /** Begins anew, unless somebody has done so since that generation. */
  reconnect(since: number): Promise<void>;
  release(): Promise<void>;
};

/**
 * The client of this process, shared by all that ask for the same URL. There is never a second one: the client keeps
 * its pending appends in one map for the whole process, and a connection that is lost takes those of all others along.
 * Throws where another URL is open.
 */
export const connect = (url: string): Connection => {
  if (open && open.url !== url)
    throw new Error(
      'This process is connected to another event store already. Close that one first; the client shares state.',
    );
  open ??= { url, hardened: hardenedClient(url), users: 0, generation: 0 };
  const mine = open;
  mine.users++;
  let released = false;
  return {
    client: mine.hardened.client,
    generation: () => mine.generation,
    reconnect: async (since) => {
      if (since !== mine.generation) return;
      mine.generation++;
      await mine.hardened.reconnect();
    },
    release: async () => {
      if (released) return;
      released = true;
      if (--mine.users > 0) return;
      if (open === mine) open = undefined;
      await mine.hardened.close();
    },
  };
};
