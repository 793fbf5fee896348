import { once } from 'node:events';
import { type ClientDuplexStream, credentials, Metadata, makeGenericClientConstructor } from '@grpc/grpc-js';
import { type BatchAppendReq, type BatchAppendResp, STREAMS_SERVICE } from '../protocol/codec';
import { isTombstone, type PlacedEvent } from '../storage/record';
import { appendsIn } from './appends';
import type { Imported } from './import-into-store';

/** How many appends are on their way at once. The server takes those of one call in their order. */
const AT_ONCE = 64;

type Answered = { readonly correlation: string; readonly events: readonly PlacedEvent[] };
type Call = ClientDuplexStream<object, BatchAppendResp>;

/**
 * Sends exported events to an EventStoreDB (`esdb://host:port?tls=false`), in their order, with their ids and at their
 * revisions; times are the server's own. An import that was interrupted is simply repeated: the server recognises what it
 * has. Throws at the first append that the server refuses: what came before it is there.
 */
export const importIntoServer = async (
  url: string,
  lines: AsyncIterable<string>,
  progress: (events: number) => void = () => undefined,
): Promise<Imported> => {
  const client = clientFor(url);
  let written = 0;
  try {
    let open = newBatches(client);
    for await (const together of appendsIn(lines)) {
      for (const events of byStream(together)) {
        if (events[0]?.stream.startsWith('$$$')) continue;
        if (events.some(isTombstone)) {
          await open.finish();
          await tombstone(client, events[0]?.stream ?? '');
          open = newBatches(client);
        } else await open.send(events);
        written += events.length;
        progress(written);
      }
    }
    await open.finish();
    return { written, present: 0, leftOut: 0 };
  } finally {
    client.close();
  }
};

const Client = makeGenericClientConstructor(STREAMS_SERVICE, 'Streams');
type Client = InstanceType<typeof Client>;

const clientFor = (url: string): Client => {
  const { hostname, port, username, password, searchParams } = new URL(url.replace(/^(esdb|kurrentdb):/, 'http:'));
  const isPlain = searchParams.get('tls') === 'false';
  const secure = credentials.createSsl();
  const basic = `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
  const authorized = credentials.createFromMetadataGenerator((_context, done) => {
    const metadata = new Metadata();
    metadata.set('authorization', basic);
    done(null, metadata);
  });
  const channel = isPlain
    ? credentials.createInsecure()
    : username === ''
      ? secure
      : credentials.combineChannelCredentials(secure, authorized);
  return new Client(`${hostname}:${port || 2113}`, channel);
};

const byStream = (events: readonly PlacedEvent[]): PlacedEvent[][] => [
  ...Map.groupBy(events, ({ stream }) => stream).values(),
];

const tombstone = (client: Client, stream: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = { options: { stream_identifier: { stream_name: Buffer.from(stream) }, any: {} } };
    const ask = client.Tombstone as (request: object, done: (error: Error | null) => void) => void;
    ask.call(client, request, (error) => {
      if (error === null || error.message.includes('is deleted')) resolve();
      else reject(new Error(`The tombstone of ${stream} was refused: ${error.message}`));
    });
  });

const newBatches = (client: Client) => {
  const call = (client.BatchAppend as () => Call).call(client);
  const waiting = new Map<string, readonly PlacedEvent[]>();
  let failed: Error | undefined;
  call.on('error', (error: Error) => {
    failed ??= new Error(`The server ended the import: ${error.message}`);
    call.emit('room');
  });
  call.on('data', ({ correlation_id, error }: BatchAppendResp) => {
    const correlation = correlation_id.string ?? '';
    const [event] = waiting.get(correlation) ?? [];
    waiting.delete(correlation);
    if (error) failed ??= new Error(`${event?.stream}@${event?.revision} was refused: ${error.message}`);
    call.emit('room');
  });
  let count = 0;
  const until = async (enough: () => boolean): Promise<void> => {
    while (!failed && !enough()) await once(call, 'room');
    if (failed) throw failed;
  };
  return {
    send: async (events: readonly PlacedEvent[]): Promise<void> => {
      await until(() => waiting.size < AT_ONCE);
      const { correlation } = remember(waiting, events, ++count);
      if (!call.write(requestFor(correlation, events))) await Promise.race([once(call, 'drain'), once(call, 'room')]);
    },
    finish: async (): Promise<void> => {
      await until(() => waiting.size === 0);
      call.end();
    },
  };
};

const remember = (
  waiting: Map<string, readonly PlacedEvent[]>,
  events: readonly PlacedEvent[],
  count: number,
): Answered => {
  const correlation = `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
  waiting.set(correlation, events);
  return { correlation, events };
};

const requestFor = (correlation: string, events: readonly PlacedEvent[]): BatchAppendReq => {
  const revision = events[0]?.revision ?? 0;
  return {
    correlation_id: { string: correlation },
    options: {
      stream_identifier: { stream_name: Buffer.from(events[0]?.stream ?? '') },
      ...(revision === 0 ? { no_stream: {} } : { stream_position: String(revision - 1) }),
      deadline_21_10_0: { seconds: String(Math.ceil(Date.now() / 1000) + 60) },
    },
    proposed_messages: events.map(({ id, type, isJson, data, metadata }) => ({
      id: { string: id.text },
      metadata: { type, 'content-type': isJson ? 'application/json' : 'application/octet-stream' },
      custom_metadata: metadata,
      data,
    })),
    is_final: true,
  };
};
