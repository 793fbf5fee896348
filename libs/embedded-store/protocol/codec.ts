// The messages of the protocol, as far as they do not pass through the hand-written codecs (batch-wire, storage/record).
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadSync, type MethodDefinition, type ServiceDefinition } from '@grpc/proto-loader';

/** The .proto files stay where they are written: beside this source, whether it runs from there or from dist. */
const protoDir = (): string => {
  if (existsSync(join(__dirname, 'streams.proto'))) return __dirname;
  for (let dir = __dirname; dir !== dirname(dir); dir = dirname(dir)) {
    const there = join(dir, 'libs/embedded-store/protocol');
    if (existsSync(join(there, 'streams.proto'))) return there;
  }
  throw new Error(`The .proto files of the embedded node are not found above ${__dirname}. Keep libs/ beside dist/.`);
};

/** Lists are always there, absent messages are undefined, 64-bit numbers are decimal strings, bytes are Buffers. */
const definitions = loadSync(['streams.proto', 'features.proto', 'gossip.proto', 'projections.proto'], {
  includeDirs: [protoDir()],
  keepCase: true,
  longs: String,
  arrays: true,
});

const service = (name: string): ServiceDefinition => definitions[name] as ServiceDefinition;
const STREAMS = service('event_store.client.streams.Streams');
const FEATURES = service('event_store.client.server_features.ServerFeatures');
const GOSSIP = service('event_store.client.gossip.Gossip');
const PROJECTIONS = service('event_store.client.projections.Projections');

export type Codec<Request, Response> = {
  /** Throws where the bytes are no such message. */
  readonly decode: (bytes: Buffer) => Request;
  readonly encode: (response: Response) => Buffer;
};

const codec = <Request, Response>(
  definition: MethodDefinition<object, object> | undefined,
): Codec<Request, Response> => {
  if (definition === undefined) throw new Error('The .proto files lack a method.');
  return {
    decode: (bytes) => definition.requestDeserialize(bytes) as Request,
    encode: (response) => definition.responseSerialize(response as object),
  };
};

export type Uuid = { structured?: { most_significant_bits: string; least_significant_bits: string }; string?: string };
export type StreamIdentifier = { stream_name?: Buffer };
type Empty = Record<string, never>;
type WirePosition = { commit_position: string | number; prepare_position: string | number };

export type ExpectedFields = { revision?: string; no_stream?: Empty; any?: Empty; stream_exists?: Empty };
export type ProposedMessage = {
  id?: Uuid;
  metadata?: Record<string, string>;
  custom_metadata?: Buffer;
  data?: Buffer;
};
export type AppendReq = {
  options?: { stream_identifier?: StreamIdentifier } & ExpectedFields;
  proposed_message?: ProposedMessage;
};
type Success = {
  current_revision?: string | number;
  no_stream?: Empty;
  position?: WirePosition;
  no_position?: Empty;
};
export type AppendResp = { success: Success } | { wrong_expected_version: Record<string, unknown> };
export type RemoveReq = { options?: { stream_identifier?: StreamIdentifier } & ExpectedFields };
export type RemoveResp = { position: WirePosition } | { no_position: Empty };

export type BatchAppendOptions = Omit<ExpectedFields, 'revision'> & {
  stream_position?: string;
  stream_identifier?: StreamIdentifier;
  deadline_21_10_0?: { seconds?: string; nanos?: number };
  deadline?: { seconds?: string; nanos?: number };
};
export type BatchAppendReq = {
  correlation_id?: Uuid;
  options?: BatchAppendOptions;
  proposed_messages: ProposedMessage[];
  is_final?: boolean;
};
export type BatchAppendResp = Omit<ExpectedFields, 'revision'> & {
  correlation_id: Uuid;
  stream_position?: string;
  stream_identifier: StreamIdentifier;
  success?: Success;
  error?: { code: number; message: string; details: { type_url: string; value: Buffer } };
};

export type ReadOptions = {
  stream?: { stream_identifier?: StreamIdentifier; revision?: string; start?: Empty; end?: Empty };
  all?: { position?: { commit_position?: string; prepare_position?: string }; start?: Empty; end?: Empty };
  read_direction?: number;
  resolve_links?: boolean;
  count?: string;
  subscription?: Empty;
  filter?: {
    stream_identifier?: { regex?: string; prefix: string[] };
    event_type?: { regex?: string; prefix: string[] };
    max?: number;
    count?: Empty;
    checkpoint_interval_multiplier?: number;
  };
  uuid_option?: { structured?: Empty; string?: Empty };
  control_option?: { compatibility?: number };
};
export type ReadResp =
  | { confirmation: { subscription_id: string } }
  | { checkpoint: WirePosition }
  | { stream_not_found: { stream_identifier: StreamIdentifier } }
  | { last_stream_position: number }
  | {
      caught_up: { timestamp?: { seconds: string; nanos: number }; stream_revision?: number; position?: WirePosition };
    };

export type SupportedMethods = {
  methods: { method_name: string; service_name: string; features: string[] }[];
  event_store_server_version: string;
};
export type ClusterInfo = {
  members: {
    instance_id: Uuid;
    time_stamp: string;
    state: number;
    is_alive: boolean;
    http_end_point: { address: string; port: number };
  }[];
};

export type StatisticsReq = {
  options?: { name?: string; all?: Empty; transient?: Empty; continuous?: Empty; one_time?: Empty };
};
export type ProjectionDetails = {
  effectiveName: string;
  name: string;
  status: string;
  mode: string;
  position: string;
  lastCheckpoint: string;
  progress: number;
  version: number;
  epoch: number;
};

export const CODECS = {
  read: codec<{ options?: ReadOptions }, ReadResp>(STREAMS.Read),
  append: codec<AppendReq, AppendResp>(STREAMS.Append),
  batchAppend: codec<BatchAppendReq, BatchAppendResp>(STREAMS.BatchAppend),
  delete: codec<RemoveReq, RemoveResp>(STREAMS.Delete),
  tombstone: codec<RemoveReq, RemoveResp>(STREAMS.Tombstone),
  features: codec<object, SupportedMethods>(FEATURES.GetSupportedMethods),
  gossip: codec<object, ClusterInfo>(GOSSIP.Read),
  statistics: codec<StatisticsReq, { details: ProjectionDetails }>(PROJECTIONS.Statistics),
  enable: codec<{ options?: { name?: string } }, object>(PROJECTIONS.Enable),
  disable: codec<{ options?: { name?: string; write_checkpoint?: boolean } }, object>(PROJECTIONS.Disable),
};
export const STREAMS_SERVICE = STREAMS;
