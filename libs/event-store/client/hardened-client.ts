import { type Duplex, getDefaultHighWaterMark, setDefaultHighWaterMark } from 'node:stream';
import { EventStoreDBClient, UnavailableError } from '@eventstore/db-client';

// What the client of 6.2.1 keeps to itself and must be held to. append.spec.ts and client.spec.ts fail where a newer one differs.

/** More appends than may be in flight at once (options.ts): the client's write queue then never has to wait. */
const ROOM = 512;

type AppendCall = Duplex & { cancel(): void };
type Channel = { close(): void };
type Create = (Stub: unknown, name: string, creator: (stub: unknown) => unknown, cache?: object) => unknown;
type Insides = {
  GRPCStreamCreator: Create;
  getChannel(): Promise<Channel>;
  handleError(stub: { getChannel(): Channel }, error: Error): Promise<void>;
};

/** The client, and how to make it begin anew: it does so by itself only when it is told that nobody is there. */
export type HardenedClient = {
  readonly client: EventStoreDBClient;
  /** Ends the call that all appends share, so that each is tried again, and forgets connection and server features. */
  reconnect(): Promise<void>;
  close(): Promise<void>;
};

/**
 * The client with its two crashes taken out. All appends share one call, the only one that is made with a cache.
 * 1. It has room for 16 messages. One more, and the client waits inside a promise whose rejection nobody can catch: a
 *    connection that is cut at that moment ends the process. So it is made with room for all.
 * 2. When such a call ends, the promises of all appends are dropped, those on its successor too; an answer for one of
 *    these throws where nobody can catch it. So that is caught here; the append was rejected and is tried again.
 */
export const hardenedClient = (url: string): HardenedClient => {
  const client = EventStoreDBClient.connectionString(url);
  const insides = client as unknown as Insides;
  const create = insides.GRPCStreamCreator;
  const calls = new Set<AppendCall>();
  insides.GRPCStreamCreator = (Stub, name, creator, cache) => {
    if (cache === undefined) return create(Stub, name, creator);
    const make = (stub: unknown) => {
      const call = forgiving(roomy(() => creator(stub) as AppendCall));
      calls.add(call);
      call.once('close', () => calls.delete(call));
      return call;
    };
    return create(Stub, name, make, cache);
  };
  return {
    client,
    reconnect: async () => {
      const channel = await insides.getChannel();
      await insides.handleError({ getChannel: () => channel }, new UnavailableError(undefined, 'connecting anew'));
      for (const call of calls) call.cancel();
    },
    close: async () => {
      await client.dispose();
      (await insides.getChannel()).close();
    },
  };
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

const forgiving = (call: AppendCall): AppendCall => {
  const listeners = call.listeners('data') as ((answer: unknown) => void)[];
  call.removeAllListeners('data');
  call.on('data', (answer) => {
    for (const listen of listeners)
      try {
        listen(answer);
      } catch {
        // The answer to an append that was rejected meanwhile, and is on its way again.
      }
  });
  return call;
};
