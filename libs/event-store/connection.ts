import { getDefaultHighWaterMark, setDefaultHighWaterMark } from 'node:stream';
import { EventStoreDBClient } from '@eventstore/db-client';

/** More appends than may be in flight at once (options.ts): the client's write queue then never has to wait. */
const ROOM = 512;

/** What the client keeps to itself, as of 6.2.1; `connection.spec.ts` says so if that changes. */
type Insides = {
  GRPCStreamCreator: (Stub: unknown, name: string, creator: (stub: unknown) => unknown, cache?: object) => unknown;
  getChannel: () => Promise<{ close(): void }>;
};

/**
 * All appends share one call with room for 16 messages. One more, and the client waits inside a promise whose
 * rejection nobody can catch: a connection that is cut at that moment ends the process. So that call, the only one
 * with a cache, is made with room for all.
 */
const giveRoom = (client: EventStoreDBClient): void => {
  const insides = client as unknown as Insides;
  const create = insides.GRPCStreamCreator;
  insides.GRPCStreamCreator = (Stub, name, creator, cache) =>
    cache === undefined ? create(Stub, name, creator) : create(Stub, name, (stub) => roomy(() => creator(stub)), cache);
};

const roomy = <T>(make: () => T): T => {
  const before = getDefaultHighWaterMark(true);
  setDefaultHighWaterMark(true, ROOM);
  try {
    return make();
  } finally {
    setDefaultHighWaterMark(true, before);
  }
};

type Open = { readonly url: string; readonly client: EventStoreDBClient; users: number };
let open: Open | undefined;

export type Connection = { readonly client: EventStoreDBClient; release(): Promise<void> };

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
  if (!open) {
    open = { url, client: EventStoreDBClient.connectionString(url), users: 0 };
    giveRoom(open.client);
  }
  const mine = open;
  mine.users++;
  let released = false;
  return {
    client: mine.client,
    release: async () => {
      if (released) return;
      released = true;
      if (--mine.users > 0) return;
      if (open === mine) open = undefined;
      await mine.client.dispose();
      const channel = await (mine.client as unknown as Insides).getChannel();
      channel.close();
    },
  };
};
