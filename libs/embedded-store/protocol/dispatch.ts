// Which calls there are, who may make them, and how open ones end when the node stops.
import type { Call, Handler } from '../transport/call';
import { failureOf } from './answers';
import { append } from './append';
import { batchAppend } from './batch-append';
import { CallFailure, CODE } from './failure';
import type { NodeServices } from './node-services';
import { disableProjection, enableProjection, projectionStatistics } from './projections';
import { read } from './read';
import { deleteStream, tombstone } from './remove';
import { gossip, supportedMethods } from './server-features';
import type { Users } from './users';
import { Visitors } from './visitors';

export type Method = {
  readonly handle: (call: Call, services: NodeServices) => void;
  /** Clients ask it before they know who they are. */
  readonly isPublic?: true;
  /** What an open call hears when the node stops: CANCELLED if it could have gone on for ever. */
  readonly whenStopped: typeof CODE.CANCELLED | typeof CODE.UNAVAILABLE;
};

const { CANCELLED, UNAVAILABLE } = CODE;
export type Methods = Readonly<Record<string, Method>>;
export const METHODS: Methods = {
  '/event_store.client.streams.Streams/Read': { handle: read, whenStopped: CANCELLED },
  '/event_store.client.streams.Streams/BatchAppend': { handle: batchAppend, whenStopped: CANCELLED },
  '/event_store.client.streams.Streams/Append': { handle: append, whenStopped: UNAVAILABLE },
  '/event_store.client.streams.Streams/Delete': { handle: deleteStream, whenStopped: UNAVAILABLE },
  '/event_store.client.streams.Streams/Tombstone': { handle: tombstone, whenStopped: UNAVAILABLE },
  '/event_store.client.server_features.ServerFeatures/GetSupportedMethods': {
    handle: supportedMethods,
    isPublic: true,
    whenStopped: UNAVAILABLE,
  },
  '/event_store.client.projections.Projections/Enable': { handle: enableProjection, whenStopped: UNAVAILABLE },
  '/event_store.client.projections.Projections/Disable': { handle: disableProjection, whenStopped: UNAVAILABLE },
  '/event_store.client.projections.Projections/Statistics': { handle: projectionStatistics, whenStopped: UNAVAILABLE },
  '/event_store.client.gossip.Gossip/Read': { handle: gossip, isPublic: true, whenStopped: UNAVAILABLE },
};

/** Brings each call to its handler, and ends those that are open when the node stops. */
export class Dispatcher {
  readonly #open = new Map<Call, Method>();
  readonly #services: NodeServices;
  readonly #users: Pick<Users, 'authenticate'>;
  readonly #visitors: Visitors;
  readonly #methods: Methods;
  #isStopping = false;

  constructor(services: NodeServices, users: Pick<Users, 'authenticate'>, methods = METHODS) {
    this.#methods = methods;
    this.#services = services;
    this.#users = users;
    this.#visitors = new Visitors(services.say, services.store.now);
  }

  readonly handle: Handler = (call) => {
    const method = Object.hasOwn(this.#methods, call.path) ? this.#methods[call.path] : undefined;
    try {
      if (method === undefined) throw unsupported(call.path);
      if (this.#isStopping) throw new CallFailure(UNAVAILABLE, 'This node is stopping. Try again when it is back.');
      if (!method.isPublic) this.#admit(call);
      this.#remember(call, method);
      method.handle(call, this.#services);
    } catch (error) {
      call.fail(failureOf(error));
    }
  };

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** No new calls; what is being written is finished and answered first, then every open call ends. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#services.store.writer.idle();
    await new Promise((resolve) => setImmediate(resolve));
    for (const [call, { whenStopped }] of this.#open) {
      const gone = call.onGone;
      call.fail(new CallFailure(whenStopped, 'The node was stopped.'));
      gone();
    }
    this.#open.clear();
  }

  #admit(call: Call): void {
    try {
      const name = this.#users.authenticate(call.header('authorization'));
      if (name !== undefined) this.#visitors.admitted(name, call.peer, call.header('connection-name'));
    } catch (error) {
      this.#visitors.refused((error as CallFailure).message, call.peer);
      throw error;
    }
  }

  #remember(call: Call, method: Method): void {
    this.#open.set(call, method);
    call.onOver = () => this.#open.delete(call);
  }
}

const OWN = 'event_store.client';
/** What to do instead, by the beginning of what was asked. */
const INSTEAD: readonly (readonly [path: string, sentence: string])[] = [
  [`/${OWN}.persistent_subscriptions.`, 'Subscribe from a checkpoint that you keep yourself.'],
  [`/${OWN}.projections.`, 'It links by category and by type; for projections of your own use EventStoreDB.'],
];
const ELSE = 'It reads, subscribes, appends and deletes; for anything else use EventStoreDB.';

const unsupported = (path: string): CallFailure => {
  const [, instead = ELSE] = INSTEAD.find(([beginning]) => path.startsWith(beginning)) ?? [];
  return new CallFailure(CODE.UNIMPLEMENTED, `The embedded node has no ${path}. ${instead}`);
};
