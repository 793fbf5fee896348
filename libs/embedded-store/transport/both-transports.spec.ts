import { randomUUID } from 'node:crypto';
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { AStore } from '../a-store.fixture';
import { Dispatcher } from '../protocol/dispatch';
import { Users } from '../protocol/users';
import type { Handler } from './call';
import { serveGrpcJs } from './grpc-js.fixture';
import { type Listening, serveHttp2 } from './http2-server';

const TRANSPORTS: readonly (readonly [string, (handler: Handler) => Promise<Listening>])[] = [
  ['node:http2, with our own framing', (handler) => serveHttp2(handler, { host: '127.0.0.1', port: 0 })],
  ['the server of @grpc/grpc-js', serveGrpcJs],
];

// Credentials with every append: they travel one by one, and the promises of two clients are kept apart.
const CREDENTIALS = { credentials: { username: 'anna', password: 'not asked for' } };

describe.each(TRANSPORTS)('Through %s', (_name, serve) => {
  let one: AStore;
  let server: Listening;
  let client: EventStoreDBClient;
  let dispatcher: Dispatcher;

  beforeAll(async () => {
    one = await AStore.opened();
    const services = {
      store: one.store,
      maxAppendBytes: 2 ** 20,
      keepsStreams: false,
      address: () => ({ host: '127.0.0.1', port: 1 }),
    };
    dispatcher = new Dispatcher({ ...services, say: () => undefined }, new Users());
    server = await serve(dispatcher.handle);
    client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${server.port}?tls=false`);
  });
  afterAll(async () => {
    await client.dispose();
    await dispatcher.stop();
    await server.close();
    await one.remove();
  });

  const stream = () => `s-${randomUUID()}`;
  const event = (n = 0) => jsonEvent({ type: 'Happened', data: { n }, metadata: { by: 'anna' } });
  const revisions = async (reading: ReturnType<typeof client.readStream>) => {
    const read: number[] = [];
    for await (const { event: recorded } of reading) read.push(Number(recorded?.revision));
    return read;
  };

  it('events are appended one by one and in batches, and read both ways', async () => {
    const name = stream();
    await client.appendToStream(name, [event(0), event(1)], { ...CREDENTIALS, expectedRevision: 'no_stream' });
    const { nextExpectedRevision } = await client.appendToStream(name, [event(2)], { expectedRevision: 1n });
    expect(nextExpectedRevision).toBe(2n);
    expect(await revisions(client.readStream(name))).toEqual([0, 1, 2]);
    expect(await revisions(client.readStream(name, { direction: BACKWARDS, fromRevision: END, maxCount: 2 }))).toEqual([
      2, 1,
    ]);
  });

  it('what fails, fails with the right error', async () => {
    const name = stream();
    await client.appendToStream(name, event(), CREDENTIALS);
    const wrong = client.appendToStream(name, event(), { ...CREDENTIALS, expectedRevision: 7n });
    await expect(wrong).rejects.toThrow(WrongExpectedVersionError);
    await expect(revisions(client.readStream(stream()))).rejects.toThrow(StreamNotFoundError);
    await client.tombstoneStream(name);
    await expect(revisions(client.readStream(name))).rejects.toThrow(StreamDeletedError);
  });

  it('long streams come whole', async () => {
    const name = stream();
    for (let n = 0; n < 4; n++)
      await client.appendToStream(
        name,
        Array.from({ length: 500 }, () => event(n)),
        CREDENTIALS,
      );
    expect(await revisions(client.readStream(name))).toEqual(Array.from({ length: 2000 }, (_, n) => n));
  });

  it('a subscription catches up, says so, and goes on', async () => {
    const name = stream();
    await client.appendToStream(name, [event(0), event(1)], CREDENTIALS);
    const filter = streamNameFilter({ prefixes: [name] });
    const subscription = client.subscribeToAll({ fromPosition: START, filter });
    const seen: number[] = [];
    await new Promise<void>((resolve, reject) => {
      subscription.on('error', reject);
      subscription.on('caughtUp', () => void client.appendToStream(name, event(2), CREDENTIALS));
      subscription.on('data', ({ event: recorded }) => {
        if (seen.push(Number(recorded?.revision)) === 3) resolve();
      });
    });
    expect(seen).toEqual([0, 1, 2]);
    await subscription.unsubscribe();
  });
});
