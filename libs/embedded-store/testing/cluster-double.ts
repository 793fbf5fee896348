// A test double of a cluster: three nodes and a read-only replica that lags, as far as a client can tell. Behind all of
// their doors is one store, so that what was acknowledged is known; what they say of each other is made up here.
import { setTimeout as pause } from 'node:timers/promises';
import type { AppendOutcome, AppendRequest } from '../engine/append-request';
import { writeFirstEvent } from '../engine/first-event';
import { Store } from '../engine/store';
import { append } from '../protocol/append';
import { batchAppend } from '../protocol/batch-append';
import { CODECS } from '../protocol/codec';
import { Dispatcher, METHODS, type Methods } from '../protocol/dispatch';
import { CallFailure, CODE } from '../protocol/failure';
import { read } from '../protocol/read';
import { unary } from '../protocol/unary';
import { Users } from '../protocol/users';
import type { Call } from '../transport/call';
import { type Listening, serveHttp2 } from '../transport/http2-server';
import { Door } from './door';
import { laggingRead } from './lagging-read';
import { withAppend } from './server-appends';

const STREAMS = '/event_store.client.streams.Streams';
const [FOLLOWER, LEADER, REPLICA] = [6, 8, 14];
const VOTERS = 3;
const MAX_APPEND_BYTES = 2 ** 20;
/** How long a leader that cannot reach a majority lets a write wait. */
const COMMIT_TIMEOUT_MS = 2_000;

export type ClusterOptions = {
  readonly dir: string;
  /** Until the others notice that a node is gone: meanwhile gossip names a dead leader. */
  readonly noticedAfterMs?: number;
  readonly electionMs?: number;
  /** How many bytes of the log the replica does not have yet. */
  readonly replicaLagBytes?: number;
};
type State = 'up' | 'dead' | 'held';
type Node = { readonly door: Door; readonly server: Listening; state: State };
const isLate = <T>(ms: number): Promise<T> =>
  pause(ms).then(() => {
    throw new CallFailure(CODE.DEADLINE_EXCEEDED, 'Operation timed out.');
  });

export class ClusterDouble {
  readonly store: Store;
  readonly #options: Required<ClusterOptions>;
  readonly #nodes: Node[] = [];
  #direct: Listening | undefined;
  #leader: number | undefined = 0;
  /** Who leads, and who is there, as gossip has it. */
  #gossip: { readonly leader: number | undefined; readonly alive: readonly boolean[] } = {
    leader: 0,
    alive: [true, true, true, true],
  };
  #changes = 0;
  #ledSince = 0;
  #following: Promise<void> = Promise.resolve();

  private constructor(store: Store, options: Required<ClusterOptions>) {
    this.store = store;
    this.#options = options;
  }

  static async start(options: ClusterOptions): Promise<ClusterDouble> {
    const store = await Store.open({ dir: options.dir });
    await writeFirstEvent(store);
    const cluster = new ClusterDouble(store, {
      noticedAfterMs: 500,
      electionMs: 2_000,
      replicaLagBytes: 20_000,
      ...options,
    });
    for (let number = 0; number <= VOTERS; number++) cluster.#nodes.push(await cluster.#node(number));
    cluster.#direct = await cluster.#serve(METHODS);
    return cluster;
  }

  /** All four, as a cluster is written into a URL. */
  get url(): string {
    return `esdb://${this.#nodes.map(({ door }) => `127.0.0.1:${door.port}`).join(',')}?tls=false`;
  }
  /** The store itself, for whoever judges it: it is there whatever becomes of the nodes. */
  get directUrl(): string {
    return `esdb://127.0.0.1:${this.#direct?.port}?tls=false`;
  }
  get leader(): number | undefined {
    return this.#leader;
  }
  /** Since when the one who leads now is named by gossip, by `performance.now()`. */
  get ledSince(): number {
    return this.#ledSince;
  }
  /** Resolves when what happened has been noticed, and another leader been elected where one was needed and could be. */
  settled(): Promise<void> {
    return this.#following;
  }
  state(number: number): State {
    return this.#nodes[number]?.state ?? 'dead';
  }

  async kill(number: number): Promise<void> {
    const node = this.#of(number);
    node.state = 'dead';
    this.#changed();
    await node.door.shut();
  }

  hold(number: number): void {
    const node = this.#of(number);
    if (node.state !== 'up') return;
    node.state = 'held';
    node.door.hold();
    this.#changed();
  }

  /** Starts it where it is dead, wakes it where it is held. Who has lost the lead meanwhile loses its connections. */
  async revive(number: number): Promise<void> {
    const node = this.#of(number);
    const wasHeld = node.state === 'held';
    node.state = 'up';
    await node.door.open();
    node.door.release();
    if (wasHeld && this.#leader !== number) node.door.cut();
    this.#changed();
  }

  async close(): Promise<void> {
    for (const { door, server } of this.#nodes) {
      await door.shut();
      await server.close();
    }
    await this.#direct?.close();
    await this.store.close();
  }

  #of(number: number): Node {
    const node = this.#nodes[number];
    if (!node) throw new RangeError(`There is no node ${number}.`);
    return node;
  }

  get #hasQuorum(): boolean {
    return this.#nodes.slice(0, VOTERS).filter(({ state }) => state === 'up').length > VOTERS / 2;
  }

  /** What follows when a node came or went: it is noticed, and where nobody can lead any more, another is elected. */
  #changed(): void {
    const change = ++this.#changes;
    const { noticedAfterMs, electionMs } = this.#options;
    const follow = async () => {
      await pause(noticedAfterMs, undefined, { ref: false });
      if (change !== this.#changes) return;
      const leads = this.#leader !== undefined && this.#of(this.#leader).state === 'up' && this.#hasQuorum;
      if (!leads) this.#leader = undefined;
      this.#tell();
      if (leads || !this.#hasQuorum) return;
      await pause(electionMs, undefined, { ref: false });
      if (change !== this.#changes) return;
      this.#leader = this.#nodes.findIndex(({ state }, number) => number < VOTERS && state === 'up');
      this.#tell();
    };
    this.#following = follow();
  }

  #tell(): void {
    if (this.#leader !== this.#gossip.leader) this.#ledSince = performance.now();
    this.#gossip = { leader: this.#leader, alive: this.#nodes.map(({ state }) => state === 'up') };
  }

  async #node(number: number): Promise<Node> {
    const server = await this.#serve(this.#methods(number));
    const door = new Door(server.port);
    await door.open();
    return { door, server, state: 'up' };
  }

  #serve(methods: Methods): Promise<Listening> {
    const address = { host: '127.0.0.1', port: 0 };
    const services = {
      store: this.store,
      maxAppendBytes: MAX_APPEND_BYTES,
      keepsStreams: false,
      say: () => undefined,
      address: () => address,
    };
    return serveHttp2(new Dispatcher(services, new Users(), methods).handle, address);
  }

  #methods(number: number): Methods {
    const changed: Record<string, Methods[string]['handle']> = {
      [`${STREAMS}/Read`]: (call, services) => {
        if (call.header('requires-leader') === 'true') this.#mustLead(number);
        read(number < VOTERS ? call : laggingRead(call, this.store.log.end - this.#options.replicaLagBytes), services);
      },
      [`${STREAMS}/BatchAppend`]: (call, services) => {
        batchAppend(call, { ...services, store: withAppend(services.store, (request) => this.#append(request)) });
      },
      [`${STREAMS}/Append`]: (call, services) => {
        append(call, { ...services, store: withAppend(services.store, (request) => this.#append(request)) });
      },
      '/event_store.client.gossip.Gossip/Read': (call) => this.#answerGossip(call),
    };
    return Object.fromEntries(
      Object.entries(METHODS).map(([path, method]) => [path, { ...method, handle: changed[path] ?? method.handle }]),
    );
  }

  #mustLead(number: number): void {
    if (this.#leader === number && this.#hasQuorum) return;
    const leader = this.#gossip.leader;
    if (leader === undefined || leader === number) throw new CallFailure(CODE.UNAVAILABLE, 'Server Is Not Ready');
    throw new CallFailure(CODE.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': '127.0.0.1',
      'leader-endpoint-port': String(this.#of(leader).door.port),
    });
  }

  /** Followers forward; where nobody leads, or leads no majority, a write is given up in the end. */
  #append(request: AppendRequest): Promise<AppendOutcome> {
    const canWrite = this.#leader !== undefined && this.#of(this.#leader).state === 'up' && this.#hasQuorum;
    return canWrite ? this.store.append(request) : isLate(COMMIT_TIMEOUT_MS);
  }

  #answerGossip(call: Call): void {
    const { leader, alive } = this.#gossip;
    const members = this.#nodes.map(({ door }, number) => ({
      instance_id: { string: `00000000-0000-4000-8000-00000000000${number}` },
      time_stamp: `${Date.now()}0000`,
      state: number === leader ? LEADER : number < VOTERS ? FOLLOWER : REPLICA,
      is_alive: alive[number] ?? false,
      http_end_point: { address: '127.0.0.1', port: door.port },
    }));
    // Nobody follows while nobody leads.
    const settled = leader === undefined ? members.filter(({ state }) => state === REPLICA) : members;
    unary(call, async () => CODECS.gossip.encode({ members: settled }));
  }
}
