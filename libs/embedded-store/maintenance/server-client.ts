// An EventStoreDB spoken to below the official client, for moving whole stores: reads in one pass, appends in one call.
import { type ChannelCredentials, type ClientReadableStream, makeGenericClientConstructor } from '@grpc/grpc-js';
import { STREAMS_SERVICE } from '../protocol/codec';

/** A node as host:port, and how it is spoken to. */
export type ServerTarget = { readonly host: string; readonly credentials: ChannelCredentials };

const Client = makeGenericClientConstructor(STREAMS_SERVICE, 'Streams');
export type ServerClient = InstanceType<typeof Client>;

/** As the official client has it: the server stores events of up to 16 MB. */
const MESSAGE_MAX = 17 * 2 ** 20;
const KEEP_ALIVE_MS = 10_000;

export const serverClient = ({ host, credentials }: ServerTarget): ServerClient =>
  new Client(host, credentials, {
    'grpc.max_receive_message_length': MESSAGE_MAX,
    'grpc-node.flow_control_window': 8 * 2 ** 20,
    // A server that is gone without a word ends the call.
    'grpc.keepalive_time_ms': KEEP_ALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEP_ALIVE_MS,
  });

/** An event as the server sends it. */
export type Recorded = {
  readonly id?: { readonly string?: string };
  readonly stream_identifier?: { readonly stream_name?: Buffer };
  readonly stream_revision?: string;
  readonly commit_position?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly custom_metadata?: Buffer;
  readonly data?: Buffer;
};
type ReadAnswer = { readonly event?: { readonly event?: Recorded }; readonly stream_not_found?: object };

const read = async function* (client: ServerClient, options: object): AsyncGenerator<Recorded, void, undefined> {
  const request = { options: { ...options, uuid_option: { string: {} }, no_filter: {} } };
  const call = (client.Read as (request: object) => ClientReadableStream<ReadAnswer>).call(client, request);
  try {
    for await (const { event } of call as AsyncIterable<ReadAnswer>) if (event?.event) yield event.event;
  } finally {
    call.cancel();
  }
};

/** All there is now, in the order of the store. */
export const readAll = (client: ServerClient): AsyncGenerator<Recorded, void, undefined> =>
  read(client, { all: { start: {} }, count: String(Number.MAX_SAFE_INTEGER) });

const streamOptions = (stream: string, from: object) => ({
  stream: { stream_identifier: { stream_name: Buffer.from(stream) }, ...from },
});

/** The position of the last event of all, -1 where there is none. */
export const endOf = async (client: ServerClient): Promise<number> => {
  for await (const { commit_position } of read(client, { all: { end: {} }, read_direction: 1, count: '1' }))
    return Number(commit_position);
  return -1;
};

export const eventAt = async (
  client: ServerClient,
  stream: string,
  revision: number,
): Promise<Recorded | undefined> => {
  const options = { ...streamOptions(stream, { revision: String(revision) }), count: '1' };
  for await (const event of read(client, options))
    return Number(event.stream_revision) === revision ? event : undefined;
  return undefined;
};
