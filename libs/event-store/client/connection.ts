import type { EventStoreDBClient } from '@eventstore/db-client';
import { ClockSkew } from './clock-skew';
import { type HardenedClient, hardenedClient } from './hardened-client';
import { type StoreAddress, storeAddress } from './store-url';

type Open = {
  readonly url: string;
  readonly address: StoreAddress;
  readonly hardened: HardenedClient;
  readonly skew: ClockSkew;
  users: number;
  generation: number;
};
let open: Open | undefined;

export type Connection = Pick<HardenedClient, 'ready' | 'server' | 'isSilent'> & {
  readonly client: EventStoreDBClient;
  readonly address: StoreAddress;
  readonly skew: ClockSkew;
  /** Counts how often it was begun again. */
  generation(): number;
  /** Begins again, unless somebody has done so since that generation. */
  reconnect(since: number): Promise<void>;
  release(): Promise<void>;
};

/**
 * The client of this process, shared by all that ask for the same URL. There is never a second one: the client keeps
 * its pending appends in one map for the whole process, and a connection that is lost takes those of all others along.
 * Throws where another URL is open, and `BadStoreUrl`.
 */
export const connect = (url: string): Connection => {
  if (open && open.url !== url)
    throw new Error(
      'This process is connected to another event store already. Close that one first; the client shares state.',
    );
  open ??= begin(url);
  const mine = open;
  mine.users++;
  let released = false;
  const { address, hardened, skew } = mine;
  return {
    client: hardened.client,
    address,
    skew,
    ready: hardened.ready,
    server: hardened.server,
    isSilent: hardened.isSilent,
    generation: () => mine.generation,
    reconnect: async (since) => {
      if (since !== mine.generation) return;
      mine.generation++;
      await hardened.reconnect();
    },
    release: async () => {
      if (released) return;
      released = true;
      if (--mine.users > 0) return;
      if (open === mine) open = undefined;
      await hardened.close();
    },
  };
};

const begin = (url: string): Open => {
  const address = storeAddress(url);
  const skew = new ClockSkew();
  const hardened = hardenedClient(address, (...sample) => skew.sample(...sample));
  return { url, address, hardened, skew, users: 0, generation: 0 };
};
