import type { EventStoreDBClient } from '@eventstore/db-client';
import type { LoopbackUser } from '../options';
import { ClockSkew } from './clock-skew';
import { type HardenedClient, hardenedClient } from './hardened-client';
import { type StoreAddress, storeAddress } from './store-url';

/**
 * What a connection is for. Appends, and the reads that commands wait for, have one to themselves with a small window:
 * over a narrow line their answers would otherwise queue up behind megabytes of a history. Subscriptions and whole
 * histories have another, with a window that keeps a long line busy (HTTP/2's default of 65,535 bytes makes 160 to 250
 * events a second of a line of 100 ms each way).
 */
type Purpose = 'commands' | 'bulk';
const WINDOW: Readonly<Record<Purpose, number>> = { commands: 256 * 1024, bulk: 4 * 1024 * 1024 };

type Open = {
  readonly url: string;
  readonly address: StoreAddress;
  readonly hardened: HardenedClient;
  readonly skew: ClockSkew;
  users: number;
  generation: number;
};
const open = new Map<Purpose, Open>();

export type Connection = Pick<HardenedClient, 'ready' | 'server' | 'isSilent' | 'followsLeader' | 'isLedElsewhere'> & {
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
 * The client of this process for a purpose, shared by all that ask for the same URL. There is never a second one that
 * appends: the client keeps its pending appends in one map for the whole process, and a connection that is lost takes
 * those of all others along. Throws where another URL is open, and `BadStoreUrl`.
 */
const connect = (url: string, purpose: Purpose, loopbackUser?: LoopbackUser): Connection => {
  const found = open.get(purpose);
  if (found && found.url !== url)
    throw new Error(
      'This process is connected to another event store already. Close that one first; the client shares state.',
    );
  const mine = found ?? begin(url, purpose, loopbackUser);
  open.set(purpose, mine);
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
    followsLeader: hardened.followsLeader,
    isLedElsewhere: hardened.isLedElsewhere,
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
      if (open.get(purpose) === mine) open.delete(purpose);
      await hardened.close();
    },
  };
};

export type Connections = Readonly<Record<Purpose, Connection>> & { release(): Promise<void> };

/** Both connections of this process to a store. */
export const connectBoth = (url: string, loopbackUser?: LoopbackUser): Connections => {
  const commands = connect(url, 'commands', loopbackUser);
  const bulk = connect(url, 'bulk', loopbackUser);
  const release = async () => {
    await Promise.all([commands.release(), bulk.release()]);
  };
  return { commands, bulk, release };
};

const begin = (url: string, purpose: Purpose, loopbackUser?: LoopbackUser): Open => {
  const address = { ...storeAddress(url), ...(loopbackUser && { loopbackUser }) };
  const skew = new ClockSkew();
  const hardened = hardenedClient(address, WINDOW[purpose], (...sample) => skew.sample(...sample));
  return { url, address, hardened, skew, users: 0, generation: 0 };
};
