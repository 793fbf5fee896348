import { setTimeout as pause } from 'node:timers/promises';
import { Channel, type ChannelCredentials } from '@grpc/grpc-js';
import { ConnectionActivity, watchingSockets } from './connection-activity';
import { Asking, discover, nameOf } from './discovery';
import type { StoreAddress, StoreHost } from './store-url';

/** As the client has it: the server stores events of up to 16 MB. */
const MESSAGE_MAX = 17 * 1024 * 1024;
const KEEP_ALIVE_MS = 10_000;
/** How long the nodes of a cluster are asked who leads. */
const GOSSIP_S = 2;
/** While nobody leads they are asked again so often, by one for all who wait, before these are told. */
const ASKS_EVERY_MS = 100;
const ASKS_FOR_MS = 1_000;

type Made = { readonly channel: Channel; readonly activity: ConnectionActivity; readonly host: StoreHost };

/** The channel in use: made when it is first wanted, and again after it was dropped. */
export class Channels {
  readonly #address: StoreAddress;
  readonly #credentials: ChannelCredentials;
  readonly #window: number;
  #making: Promise<Made> | undefined;
  #failed: StoreHost | undefined;
  #leader: StoreHost | undefined;
  #isClosed = false;
  current: Made | undefined;

  /** `window`: how many bytes may be on their way to us before they are acknowledged. */
  constructor(address: StoreAddress, credentials: ChannelCredentials, window: number) {
    this.#window = window;
    this.#address = address;
    this.#credentials = credentials;
  }

  get(): Promise<Made> {
    this.#making ??= this.#make().catch((error) => {
      this.#making = undefined;
      throw error;
    });
    return this.#making;
  }

  /** Whether this was the channel in use. `leader` is where the server has sent us. */
  drop(channel: Channel, leader: StoreHost | undefined): boolean {
    const made = this.current;
    if (made?.channel !== channel) return false;
    this.#leader = leader;
    this.#failed = leader ? undefined : made.host;
    this.#making = undefined;
    this.current = undefined;
    channel.close();
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.current?.channel.close();
    this.current?.activity.destroy();
  }

  get followsLeader(): boolean {
    const { isCluster, nodePreference } = this.#address;
    return isCluster && nodePreference === 'leader';
  }

  /** Whether a cluster names another leader than the node in use; false where it does not say, or none is wanted. */
  async isLedElsewhere(): Promise<boolean> {
    const { hosts, nodePreference: preference } = this.#address;
    const { current } = this;
    if (!this.followsLeader || !current) return false;
    const asking = new Asking(this.#credentials);
    try {
      return nameOf(await discover({ hosts, preference, withinMs: ASKS_FOR_MS }, asking.ask)) !== nameOf(current.host);
    } catch {
      return false; // nobody leads yet: it is asked again
    } finally {
      asking.close();
    }
  }

  async #make(): Promise<Made> {
    const host = await this.#host();
    const activity = new ConnectionActivity();
    const channel = new Channel(
      nameOf(host),
      watchingSockets(this.#credentials, (socket) => activity.watch(socket)),
      {
        ...keepAlive(this.#address.options),
        'grpc.max_receive_message_length': MESSAGE_MAX,
        'grpc-node.flow_control_window': this.#window,
        // Otherwise a new channel may be handed the connection of the one that was just given up.
        'grpc.use_local_subchannel_pool': 1,
      },
    );
    if (this.#isClosed) channel.close();
    this.current = { channel, activity, host };
    return this.current;
  }

  async #host(): Promise<StoreHost> {
    const { hosts, isCluster, nodePreference: preference, options } = this.#address;
    const leader = this.#leader;
    this.#leader = undefined;
    if (leader) return leader;
    if (!isCluster) return hosts[0] as StoreHost;
    const withinMs = Number(options.gossipTimeout ?? GOSSIP_S) * 1_000;
    const wanted = { hosts, preference, failed: this.#failed, withinMs };
    const asking = new Asking(this.#credentials);
    try {
      for (const until = performance.now() + ASKS_FOR_MS; ; await pause(ASKS_EVERY_MS))
        try {
          return await discover(wanted, asking.ask);
        } catch (error) {
          if (this.#isClosed || performance.now() > until) throw error;
        }
    } finally {
      asking.close();
    }
  }
}

/** None where it is switched off: a timer beyond 2^31 ms would fire at once. */
const keepAlive = ({ keepAliveInterval = KEEP_ALIVE_MS, keepAliveTimeout = KEEP_ALIVE_MS }: StoreAddress['options']) =>
  keepAliveInterval === -1 || keepAliveTimeout === -1
    ? {}
    : { 'grpc.keepalive_time_ms': Number(keepAliveInterval), 'grpc.keepalive_timeout_ms': Number(keepAliveTimeout) };
