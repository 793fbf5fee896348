// What the client of 6.2.1 keeps to itself and must be held to. append.spec.ts and hardened-client.spec.ts fail where a
// newer one differs.
import { type Duplex, getDefaultHighWaterMark, setDefaultHighWaterMark } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient, UnavailableError } from '@eventstore/db-client';
import { type Channel, type Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { LoopbackUser } from '../options';
import { certificatesOf, channelCredentials } from './certificates';
import { Channels } from './channels';
import { nameOf } from './discovery';
import { legible, sayingLegibly } from './legible-error';
import type { StoreAddress, StoreHost } from './store-url';

/** More appends than may be in flight at once (options.ts): the client's write queue then never has to wait. */
const ROOM = 512;
/** How long open calls may take to end when the client is closed: over a dead line they never do. */
const DISPOSE_MS = 2_000;
/** As the client has it for every question but its first, which it asks without any. */
const DEADLINE_MS = 10_000;
/** Every version lists it, and our own node does not. */
const EVERY_SERVER_HAS = '/event_store.client.persistent_subscriptions.PersistentSubscriptions/Create';

type Call = Duplex & { cancel(): void };
type UnaryCallback = (error: Error | null, answer?: unknown) => void;
type Stub = {
  getChannel(): Channel;
  getSupportedMethods?(
    request: object,
    options: { readonly deadline: number },
    answered: (error: ServiceError | null, answer?: unknown) => void,
  ): unknown;
};
type StubClass = new (address: null, credentials: null, options: { channelOverride: Channel }) => Stub;
type Create = (Stub: unknown, name: string, creator: (stub: unknown) => unknown, cache?: object) => unknown;
type Insides = {
  GRPCStreamCreator: Create;
  getChannel(): Promise<Channel>;
  createChannel(): Promise<Channel>;
  callArguments(base: object, options?: object): [Metadata, object];
  getGRPCClient(Stub: StubClass): Promise<Stub>;
  shouldReconnect(error: Error): [boolean, StoreHost?];
  handleError(stub: Stub, error: Error): Promise<void>;
  readonly capabilities: Promise<{
    readonly serverVersion: string;
    supports(method: { readonly path: string }): boolean;
  }>;
};

export type HardenedClient = {
  readonly client: EventStoreDBClient;
  /** The node to speak to, host:port, once that is known; throws `NoNodeFound` where a cluster has none. */
  ready(): Promise<string>;
  /** What the server calls itself, 'unknown' where it does not say; and whether it is the node that comes with Faultline. */
  server(): Promise<{ readonly version: string; readonly isEmbedded: boolean }>;
  /** Whether nothing has come over the connection for so long, since then at the earliest. */
  isSilent(ms: number, since: number): boolean;
  /** Whether this is a cluster whose leader is wanted, whoever that is. */
  readonly followsLeader: boolean;
  /** Whether the cluster is led by another node than this is connected to. */
  isLedElsewhere(): Promise<boolean>;
  /** Ends every call and the connection, so that each call is tried again on a new one. */
  reconnect(): Promise<void>;
  close(): Promise<void>;
};

/** `Date` as the server sent it, and when its call was begun and answered. */
export type OnServerTime = (date: string, beganAt: number, answeredAt: number) => void;

/**
 * The client with its four crashes taken out. All appends share one call, the only one that is made with a cache.
 * 1. It has room for 16 messages. One more, and the client waits inside a promise whose rejection nobody can catch: a
 *    connection that is cut at that moment ends the process. So it is made with room for all.
 * 2. When such a call ends, the promises of all appends are dropped, those on its successor too; an answer for one of
 *    these throws where nobody can catch it. So that is caught here; the append was rejected and is tried again.
 * 3. `handleError` is called without being awaited, and awaits the channel: where that cannot be had (a cluster without a
 *    leader), the rejection is nobody's and ends the process. So channels are made here, and only whole ones are handed
 *    to it; what it still rejects with is caught.
 * 4. An error that says less than it expects, that a node is not the leader and not who is, makes it throw where nobody
 *    can catch it. So it is only shown errors that it can read.
 */
export const hardenedClient = (
  address: StoreAddress,
  window: number,
  onServerTime: OnServerTime = () => {},
): HardenedClient => {
  const certificates = certificatesOf(address);
  const credentials = channelCredentials(address, certificates);
  const client = clientFor(address, certificates);
  const insides = client as unknown as Insides;
  if (address.loopbackUser) sendAlways(insides, address.loopbackUser);
  const connections = new Channels(address, credentials, window);
  const stubs = new Map<StubClass, Stub>();

  const [getChannel, handleError, create] = [insides.getChannel, insides.handleError, insides.GRPCStreamCreator];
  /** The channel that the client itself holds; it forgets what it knows of the server with that one. */
  let held: Channel | undefined;
  const channelInUse = async (): Promise<Channel> => {
    const { channel } = await connections.get();
    insides.createChannel = async () => channel;
    held = await getChannel();
    return connections.current?.channel === channel ? channel : channelInUse();
  };
  insides.getChannel = channelInUse;
  // The client's own keeps a rejected promise for ever.
  insides.getGRPCClient = async (StubClass) => {
    const channelOverride = await channelInUse();
    const stub =
      stubs.get(StubClass) ?? answeringInTime(new StubClass(null, null, { channelOverride }), address.options);
    stubs.set(StubClass, stub);
    return stub;
  };
  insides.handleError = async (stub, error) => {
    const [shouldReconnect, leader] = insides.shouldReconnect(legible(error));
    if (!shouldReconnect || !connections.drop(stub.getChannel(), leader)) return;
    stubs.clear();
    const forgotten = held;
    if (forgotten) await handleError({ getChannel: () => forgotten }, error).catch(() => {});
  };
  insides.GRPCStreamCreator = (StubClass, name, creator, cache) => {
    const make = (stub: unknown) => {
      const beganAt = Date.now();
      const call = sayingLegibly(
        cache === undefined ? (creator(stub) as Call) : forgiving(roomy(() => creator(stub) as Call)),
      );
      call.on('metadata', (metadata: Metadata) => {
        const [date] = metadata.get('date');
        if (date !== undefined) onServerTime(String(date), beganAt, Date.now());
      });
      return call;
    };
    return create(StubClass, name, make, cache);
  };

  return {
    client,
    ready: async () => nameOf((await connections.get()).host),
    server: async () => {
      const features = await insides.capabilities;
      return { version: features.serverVersion, isEmbedded: !features.supports({ path: EVERY_SERVER_HAS }) };
    },
    isSilent: (ms, since) => connections.current?.activity.isSilent(ms, since) ?? false,
    followsLeader: connections.followsLeader,
    isLedElsewhere: () => connections.isLedElsewhere(),
    reconnect: async () => {
      const made = connections.current;
      if (!made) return;
      await insides.handleError({ getChannel: () => made.channel }, new UnavailableError(undefined, 'reconnecting'));
      made.activity.destroy();
    },
    close: async () => {
      await Promise.race([client.dispose(), pause(DISPOSE_MS, undefined, { ref: false })]);
      connections.close();
    },
  };
};

/** Without TLS the client keeps a password to itself; a node of our own on loopback wants one all the same. */
const sendAlways = (insides: Insides, { username, password }: LoopbackUser): void => {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const { callArguments } = insides;
  insides.callArguments = (base, options) => {
    const [metadata, others] = callArguments(base, options);
    metadata.set('authorization', authorization);
    return [metadata, others];
  };
};

/** Its own parser of connection strings prints what it dislikes, password included: it gets what was taken apart. */
const clientFor = ({ hosts, tls, user, options }: StoreAddress, certificates: ReturnType<typeof certificatesOf>) => {
  const { connectionName, defaultDeadline } = options as { connectionName?: string; defaultDeadline?: number };
  return new EventStoreDBClient(
    {
      endpoint: hosts[0] as StoreHost, // channels are made here
      ...(connectionName !== undefined && { connectionName }),
      ...(defaultDeadline !== undefined && { defaultDeadline }),
    },
    tls ? { insecure: false, ...(certificates.ca && { rootCertificate: certificates.ca }) } : { insecure: true },
    user && tls ? user : undefined,
  );
};

/**
 * The first question on a connection, which methods there are, stands before every append and has no deadline of its own.
 * Whoever does not answer it is away: any other error would be remembered for as long as the connection lives.
 */
const answeringInTime = (stub: Stub, { defaultDeadline = DEADLINE_MS }: StoreAddress['options']): Stub => {
  const ask = stub.getSupportedMethods?.bind(stub);
  if (!ask) return stub;
  const asked = (request: object, answered: UnaryCallback) =>
    ask(request, { deadline: Date.now() + Number(defaultDeadline) }, (error, answer) =>
      answered(
        error?.code === status.DEADLINE_EXCEEDED ? new UnavailableError(undefined, SAID_NOTHING) : error,
        answer,
      ),
    );
  return Object.assign(stub, { getSupportedMethods: asked });
};
const SAID_NOTHING = 'the event store did not say in time which methods it has';

const roomy = <T>(make: () => T): T => {
  const before = getDefaultHighWaterMark(true);
  setDefaultHighWaterMark(true, ROOM);
  try {
    return make();
  } finally {
    setDefaultHighWaterMark(true, before);
  }
};

const forgiving = (call: Call): Call => {
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
