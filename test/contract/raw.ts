// Below the client: the messages as they travel, with a codec that neither the client nor the node uses.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  type CallOptions,
  type ChannelCredentials,
  type Client,
  credentials,
  Metadata,
  type MethodDefinition,
  makeGenericClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { type Basic, correlationOf, metadataOf } from './callers';
import { streamNamed } from './names';

/** A message as a plain object; 64-bit numbers are decimal strings, `result`-like oneofs name the field that is set. */
export type Message = { readonly [field: string]: unknown };

const loaded = loadSync(join(__dirname, 'wire.proto'), { longs: String, oneofs: true, defaults: false, arrays: true });

const PACKAGES = { Streams: 'streams', ServerFeatures: 'server_features', Gossip: 'gossip' } as const;

const methods: Readonly<Record<string, MethodDefinition<Message, Message>>> = Object.assign(
  {},
  ...(Object.keys(PACKAGES) as (keyof typeof PACKAGES)[]).map((service) =>
    Object.fromEntries(
      Object.entries(loaded[`wire.${service}`] as unknown as Record<string, MethodDefinition<Message, Message>>).map(
        ([method, definition]) => [
          `${service}/${method}`,
          { ...definition, path: `/event_store.client.${PACKAGES[service]}.${service}/${method}` },
        ],
      ),
    ),
  ),
);
const RawClient = makeGenericClientConstructor(methods, 'Raw');

export const encode = (method: string, request: Message): Buffer => definitionOf(method).requestSerialize(request);

const definitionOf = (method: string) => {
  const definition = methods[method];
  if (!definition) throw new Error(`${method} is not among ${Object.keys(methods).join(', ')}.`);
  return definition;
};

type Calls = {
  'Streams/Read'(request: Message, metadata: Metadata): ReturnType<Client['makeServerStreamRequest']>;
  'Streams/BatchAppend'(metadata: Metadata, options?: CallOptions): ReturnType<Client['makeBidiStreamRequest']>;
  'Streams/Append'(done: Done): ReturnType<Client['makeClientStreamRequest']>;
} & Record<Unary, (request: Message, done: Done) => void>;
type Unary = 'Streams/Delete' | 'Streams/Tombstone' | 'ServerFeatures/GetSupportedMethods' | 'Gossip/Read';
type Done = (error: ServiceError | null, answer?: Message) => void;

export type Raw = ReturnType<typeof rawClient>;

const ANSWERS_WITHIN_MS = 30_000;

/** Which node, and how it is spoken to: `tls` for what is done below gRPC. */
export type Way = {
  readonly address: string;
  readonly credentials: ChannelCredentials;
  readonly tls?: { readonly ca?: Buffer };
  /** The header of a user, where the server wants one. */
  readonly authorization?: string;
};

/** A connection of its own: nothing that is done to it reaches the client's. */
export const rawClient = (address: string, callers: ChannelCredentials = credentials.createInsecure()) => {
  const client = new RawClient(address, callers, {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.max_receive_message_length': 17 * 1024 * 1024,
  });
  const calls = client as unknown as Calls & Client;
  return {
    /** Every message of a read that ends, in order; throws the error that ends it. */
    read: (options: Message, by?: Basic) => gathered(calls['Streams/Read'](readRequest(options), metadataOf(by))),
    /** A read that does not end by itself: what it has said so far, and the next that is of a kind. */
    follow: (options: Message) => follow(calls['Streams/Read'](readRequest(options), new Metadata())),
    append: (requests: readonly Message[]) =>
      new Promise<Message>((resolve, reject) => {
        const call = calls['Streams/Append'](settle(resolve, reject));
        for (const request of requests) call.write(request);
        call.end();
      }),
    /**
     * Writes all chunks on one call and gives every answer: as many as there are appends that were begun and finished, and whatever else has come
     * when an append behind them is answered. The call is not half-closed: a server may then lose answers, and never end it.
     */
    batch: async (chunks: readonly Message[]): Promise<readonly Message[]> => {
      const call = calls['Streams/BatchAppend'](new Metadata(), { deadline: Date.now() + ANSWERS_WITHIN_MS });
      const begun = new Set(chunks.filter(({ options }) => options).map(correlationOf));
      const due = new Set(chunks.filter((one) => one.isFinal && begun.has(correlationOf(one))).map(correlationOf));
      const behind = chunk({ stream: streamNamed('behind'), proposals: [proposal()] });
      due.add(correlationOf(behind));
      const answers: Message[] = [];
      for (const one of [...chunks, behind]) call.write(one);
      for await (const answer of call as AsyncIterable<Message>) {
        answers.push(answer);
        due.delete(correlationOf(answer));
        if (due.size === 0) break;
      }
      call.cancel();
      return answers.filter((answer) => correlationOf(answer) !== correlationOf(behind));
    },
    batchCall: (by?: Basic) => calls['Streams/BatchAppend'](metadataOf(by)),
    ask: (method: Unary, request: Message = {}) =>
      new Promise<Message>((resolve, reject) => calls[method](request, settle(resolve, reject))),
    unknown: (path: string, request = Buffer.alloc(0)) =>
      new Promise<Buffer>((resolve, reject) =>
        client.makeUnaryRequest(
          path,
          (bytes: Buffer) => bytes,
          (bytes: Buffer) => bytes,
          request,
          new Metadata(),
          settle(resolve, reject),
        ),
      ),
    close: () => client.close(),
  };
};

const settle =
  <T>(resolve: (value: T) => void, reject: (error: Error) => void) =>
  (error: ServiceError | null, answer?: T) =>
    error || answer === undefined ? reject(error ?? new Error('No error and no answer')) : resolve(answer);

const gathered = async (call: AsyncIterable<Message>): Promise<Message[]> => {
  const messages: Message[] = [];
  for await (const message of call) messages.push(message);
  return messages;
};

const follow = (call: ReturnType<Client['makeServerStreamRequest']>) => {
  const said: Message[] = [];
  let failed: Error | undefined;
  let wake = () => {};
  call.on('data', (message: Message) => {
    said.push(message);
    wake();
  });
  call.on('error', (error) => {
    failed = error;
    wake();
  });
  return {
    said,
    /** Waits until what was said is enough. Throws if the call fails first. */
    until: async (enough: (said: readonly Message[]) => boolean) => {
      while (!enough(said)) {
        if (failed) throw failed;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return said;
    },
    /** The error that ends the call. */
    failure: async (): Promise<Error> => {
      while (!failed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return failed;
    },
    pause: () => call.pause(),
    resume: () => call.resume(),
    cancel: () => call.cancel(),
  };
};

/** As client 6.2.1 asks: ids as strings, no filter, all there is, unless said otherwise. */
const readRequest = (options: Message): Message => ({
  options: {
    uuidOption: { string: {} },
    ...('filter' in options ? {} : { noFilter: {} }),
    ...('count' in options || 'subscription' in options ? {} : { count: Number.MAX_SAFE_INTEGER }),
    ...options,
  },
});

export const named = (stream: string | Uint8Array) => ({
  streamName: typeof stream === 'string' ? Buffer.from(stream) : stream,
});
/** Which field of the oneof each message carries. */
export const kinds = (messages: readonly Message[]) => messages.map(({ content }) => content);

export type Proposal = {
  readonly id?: Message;
  readonly metadata?: Record<string, string>;
  readonly data?: string | Uint8Array;
  readonly customMetadata?: string;
};
export const proposal = ({ id, metadata, data = '{}', customMetadata }: Proposal = {}): Message => ({
  id: id ?? { string: randomUUID() },
  metadata: metadata ?? { type: 'Happened', 'content-type': 'application/json' },
  data: Buffer.from(data as string),
  ...(customMetadata === undefined ? {} : { customMetadata: Buffer.from(customMetadata) }),
});

export const appendTo = (
  stream: string | Uint8Array,
  proposals: readonly Message[],
  expected: Message = { any: {} },
): readonly Message[] => [
  { options: { streamIdentifier: named(stream), ...expected } },
  ...proposals.map((proposedMessage) => ({ proposedMessage })),
];

type Chunk = {
  correlation?: string;
  stream?: string;
  proposals?: readonly Message[];
  more?: boolean;
  by?: number;
  /** Seconds from its arrival, instead of `by`. */
  span?: number;
};
/** One chunk of a BatchAppend, the last one unless `more` follow. Options travel only where a stream is named. */
export const chunk = (
  { correlation = randomUUID(), stream, proposals = [], more = false, by = Date.now() + 10_000, span }: Chunk,
  expected: Message = { any: {} },
): Message => ({
  correlationId: { string: correlation },
  ...(stream === undefined
    ? {}
    : {
        options: {
          streamIdentifier: named(stream),
          ...(span === undefined
            ? { deadline: { seconds: String(Math.floor(by / 1000)), nanos: (by % 1000) * 1_000_000 } }
            : { span: { seconds: String(span) } }),
          ...expected,
        },
      }),
  proposedMessages: proposals,
  isFinal: !more,
});

/** What a message says at a path of fields; undefined where the path ends early. */
export const within = (message: unknown, ...path: readonly string[]): unknown =>
  path.reduce((inner, field) => (inner as Message | undefined)?.[field], message);
