// Which node of a cluster to speak to. The client's own discovery asks one host after the other, five seconds each, and
// takes a read-only replica, however far it lags, where no leader is to be had.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type ChannelCredentials, type GrpcObject, loadPackageDefinition, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { NodePreference, StoreHost } from './store-url';

/** As the gossip gives them. */
const LEADER = 8;
const STATES: Readonly<Record<NodePreference, readonly number[]>> = {
  leader: [LEADER],
  follower: [6, LEADER],
  random: [6, LEADER, 13, 14],
  read_only_replica: [14, 13, 12, 6, LEADER],
};

/** How long others have for their answer, once one has answered. */
const STRAGGLERS_MS = 250;

export type Member = { readonly state: number; readonly isAlive: boolean; readonly host: StoreHost };
export type AskMembers = (host: StoreHost, withinMs: number) => Promise<readonly Member[]>;

/** No node that would do was named: the store is away, and comes back by itself. */
export class NoNodeFound extends Error {
  override readonly name = 'NoNodeFound';
}

type Wanted = {
  readonly hosts: readonly StoreHost[];
  readonly preference: NodePreference;
  /** Where the last connection failed: taken only where nobody names another node. */
  readonly failed?: StoreHost | undefined;
  readonly withinMs: number;
};

/**
 * Asks all hosts at once. Who is named as the leader by the first answer is taken at once, unless the connection to it
 * has just failed: gossip goes on naming a dead leader for seconds. Once somebody has answered, those who are silent are
 * not waited for: what they knew, the others know. Throws `NoNodeFound`.
 */
export const discover = async (
  { hosts, preference, failed, withinMs }: Wanted,
  ask: AskMembers,
): Promise<StoreHost> => {
  const usable: Member[] = [];
  const failures: string[] = [];
  const isFailed = ({ host }: Member) => host.address === failed?.address && host.port === failed.port;
  const found = Promise.withResolvers<StoreHost | undefined>();
  let late: NodeJS.Timeout | undefined;
  const asking = hosts.map(async (host) => {
    try {
      const members = await ask(host, withinMs);
      late ??= setTimeout(() => found.resolve(undefined), STRAGGLERS_MS);
      const fit = members.filter(({ state, isAlive }) => isAlive && STATES[preference].includes(state));
      usable.push(...fit);
      const best = bestOf(
        fit.filter((member) => !isFailed(member)),
        preference,
      );
      if (best && best.state === STATES[preference][0]) found.resolve(best.host);
      if (fit.length === 0) failures.push(`${nameOf(host)} names none`);
    } catch (error) {
      failures.push(`${nameOf(host)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  void Promise.all(asking).then(() => found.resolve(undefined));
  const led = await found.promise;
  clearTimeout(late);
  const first =
    led ??
    bestOf(
      usable.filter((member) => !isFailed(member)),
      preference,
    )?.host;
  const host = first ?? bestOf(usable, preference)?.host;
  if (host) return host;
  throw new NoNodeFound(
    `no node of the cluster can be used (${preference === 'leader' ? 'wanted: the leader' : `wanted: ${preference}`}): ${failures.join('; ')}`,
  );
};

const bestOf = (members: readonly Member[], preference: NodePreference): Member | undefined =>
  STATES[preference].flatMap((state) => members.filter((member) => member.state === state))[0];

export const nameOf = ({ address, port }: StoreHost): string => `${address}:${port}`;

type Info = { members?: { state: number; is_alive: boolean; http_end_point: StoreHost | null }[] };
type GossipClient = {
  Read(request: object, options: object, done: (error: ServiceError | null, info?: Info) => void): void;
  close(): void;
};
type Loaded = new (target: string, credentials: ChannelCredentials, options: object) => GossipClient;
/** One that is shared would still be counting down, after a failure, when the node is there again. */
const OWN_CONNECTION = { 'grpc.use_local_subchannel_pool': 1 };

/** Beside this source; or under dist, where the program is one file that lies elsewhere. */
const protoFile = (): string => {
  for (let dir = __dirname; dir !== path.dirname(dir); dir = path.dirname(dir))
    for (const file of ['gossip.proto', 'libs/event-store/client/gossip.proto'])
      if (existsSync(path.join(dir, file))) return path.join(dir, file);
  throw new Error(`gossip.proto is not found above ${__dirname}. Keep libs/ beside dist/.`);
};

let loaded: Loaded | undefined;
const gossip = (): Loaded => {
  if (loaded) return loaded;
  const root = loadPackageDefinition(
    loadSync(protoFile(), { keepCase: true, longs: String, enums: Number, defaults: true }),
  );
  const { Gossip } = ((root.event_store as GrpcObject).client as GrpcObject).gossip as GrpcObject;
  loaded = Gossip as unknown as Loaded;
  return loaded;
};

/** Asks nodes, again and again: over the connection on which one has answered before, and a new one where it did not. */
export class Asking {
  readonly #credentials: ChannelCredentials;
  readonly #answered = new Map<string, GossipClient>();

  constructor(credentials: ChannelCredentials) {
    this.#credentials = credentials;
  }

  readonly ask: AskMembers = (host, withinMs) =>
    new Promise((resolve, reject) => {
      const name = nameOf(host);
      const client = this.#answered.get(name) ?? new (gossip())(name, this.#credentials, OWN_CONNECTION);
      this.#answered.set(name, client);
      client.Read({}, { deadline: Date.now() + withinMs }, (error, info) => {
        if (!error) return resolve((info?.members ?? []).flatMap(memberOf));
        client.close();
        if (this.#answered.get(name) === client) this.#answered.delete(name);
        reject(new Error(error.details || error.message));
      });
    });

  close(): void {
    for (const client of this.#answered.values()) client.close();
    this.#answered.clear();
  }
}

const memberOf = ({ state, is_alive: isAlive, http_end_point: host }: NonNullable<Info['members']>[number]) =>
  host ? [{ state, isAlive, host }] : [];
