import type { Call } from '../transport/call';
import { CODECS } from './codec';
import type { NodeServices } from './node-services';
import { unary } from './unary';

/** The server whose behaviour this node follows. */
export const FOLLOWS = '24.6.0';

// Names in lower case, as the server gives them. Clients that find batchappend here send all their appends through it.
const STREAMS = 'event_store.client.streams.streams';
const PROJECTIONS = 'event_store.client.projections.projections';
export type ListedMethod = readonly [service: string, method: string, features: string[]];
const METHODS: readonly ListedMethod[] = [
  [STREAMS, 'append', []],
  [STREAMS, 'batchappend', ['deadline_duration']],
  [STREAMS, 'delete', []],
  [STREAMS, 'read', ['position', 'events']],
  [STREAMS, 'tombstone', []],
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods', []],
  ['event_store.client.gossip.gossip', 'read', []],
  [PROJECTIONS, 'enable', []],
  [PROJECTIONS, 'disable', []],
  [PROJECTIONS, 'statistics', []],
];

const answerOf = (version: string, others: readonly ListedMethod[]): Buffer =>
  CODECS.features.encode({
    methods: [...METHODS, ...others].map(([service_name, method_name, features]) => ({
      method_name,
      service_name,
      features,
    })),
    event_store_server_version: version,
  });

export const supportedMethodsOf = (version: string, others: readonly ListedMethod[] = []): ((call: Call) => void) => {
  const answer = answerOf(version, others);
  return (call) => unary(call, async () => answer);
};
export const supportedMethods = supportedMethodsOf(FOLLOWS);

const LEADER = 8;

// Where every address is listened on, the one that the client came by is the one that it can reach.
const reached = ({ host, port }: { host: string; port: number }, authority = '') => {
  const cameBy = /^(.*):\d+$/.exec(authority)?.[1];
  return ['0.0.0.0', '::'].includes(host) && cameBy ? { host: cameBy, port } : { host, port };
};

export const gossip = (call: Call, { store, address }: NodeServices): void =>
  unary(call, async () => {
    const { host, port } = reached(address(), call.header(':authority'));
    const member = {
      instance_id: { string: store.log.storeId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') },
      time_stamp: `${store.now()}0000`,
      state: LEADER,
      is_alive: true,
      http_end_point: { address: host, port },
    };
    return CODECS.gossip.encode({ members: [member] });
  });
