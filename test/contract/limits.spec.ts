// Limits and deadlines (docs/embedded-store.md).
import { binaryEvent, MaxAppendSizeExceededError, StreamNotFoundError } from '@eventstore/db-client';
import { all, contract, event, refusal, revisions, stream, TRANSPORTS } from './contract';
import { appendTo, chunk, encode, proposal } from './raw';
import { onEmbedded } from './under-test';
import { rawHttp2 } from './wire';

const store = contract();

const LIMIT = 1_048_576;
const bytes = (size: number) => binaryEvent({ type: 'Bytes', data: Buffer.alloc(size, 7) });

const isMissing = async (name: string) =>
  expect(await refusal(store.client.readStream(name))).toBeInstanceOf(StreamNotFoundError);

describe.each(TRANSPORTS)('Over %s', (_transport, options) => {
  it('an event of nearly a mebibyte is taken and given back', async () => {
    const name = stream();
    await store.client.appendToStream(name, bytes(LIMIT - 4_096), options);
    const [only] = await all(store.client.readStream(name));
    expect(only?.event?.data).toHaveLength(LIMIT - 4_096);
  });

  it.each([
    ['one event', [LIMIT + 1]],
    ['several events together', Array<number>(11).fill(100_000)],
    ['an event beyond what gRPC takes by default', [5 * LIMIT]],
  ])('an append that is too large is refused with the limit: %s', async (_title, sizes) => {
    const name = stream();
    const error = await refusal(store.client.appendToStream(name, sizes.map(bytes), options));
    expect(error).toBeInstanceOf(MaxAppendSizeExceededError);
    expect(error).toMatchObject({ maxAppendSize: LIMIT });
    await isMissing(name);
    await store.goesOn();
  });

  onEmbedded('metadata and type count as well as data', async () => {
    const name = stream();
    const half = 'x'.repeat(LIMIT / 2);
    const one = { ...event({ half }), metadata: { half } };
    expect(await refusal(store.client.appendToStream(name, one, options))).toBeInstanceOf(MaxAppendSizeExceededError);
    await isMissing(name);
  });

  it('many small events go in one append', async () => {
    const name = stream();
    const many = Array.from({ length: 5_000 }, (_, n) => event({ n }));
    const { nextExpectedRevision } = await store.client.appendToStream(name, many, {
      batchAppendSize: 10_000,
      ...options,
    });
    expect(nextExpectedRevision).toBe(4_999n);
    expect(await revisions(store.client, name)).toHaveLength(5_000);
  });

  onEmbedded.each([
    ['an empty event type', event({}, '')],
    ['an id of zeroes only', event({}, 'Happened', '00000000-0000-0000-0000-000000000000')],
  ])('%s is refused, nothing is written, and others are not disturbed', async (_title, wrong) => {
    const [name, other] = [stream(), stream()];
    const beside = store.client.appendToStream(other, event(), options);
    expect(await refusal(store.client.appendToStream(name, [event(), wrong], options))).toBeInstanceOf(Error);
    await beside;
    await isMissing(name);
    await store.goesOn();
  });

  it('an empty stream name is refused', async () => {
    expect(await refusal(store.client.appendToStream('', event(), options))).toBeInstanceOf(Error);
    await store.goesOn();
  });
});

describe('Beyond the client', () => {
  it('an id that is none is refused', async () => {
    for (const id of ['not-an-id', '']) {
      const name = stream();
      expect(await refusal(store.raw.append(appendTo(name, [proposal({ id: { string: id } })])))).toBeInstanceOf(Error);
      await isMissing(name);
    }
    await store.goesOn();
  });

  it('reading or deleting a stream without a name is refused', async () => {
    const nameless = { streamIdentifier: { streamName: Buffer.alloc(0) } };
    expect(await refusal(store.raw.read({ stream: { ...nameless, start: {} } }))).toBeInstanceOf(Error);
    expect(await refusal(store.raw.ask('Streams/Delete', { options: { ...nameless, any: {} } }))).toBeInstanceOf(Error);
    await store.goesOn();
  });

  onEmbedded('a batch whose events lack their type is refused, and the call lives on', async () => {
    const good = stream();
    const answers = await store.raw.batch([
      chunk({
        stream: stream(),
        proposals: [proposal({ metadata: { type: '', 'content-type': 'application/json' } })],
      }),
      chunk({ stream: good, proposals: [proposal()] }),
    ]);
    expect(answers.map(({ result }) => result).toSorted()).toEqual(['error', 'success']);
  });
});

describe('A deadline', () => {
  it('that passes while an append is still being sent ends the call and writes nothing', async () => {
    const name = stream();
    const connection = await rawHttp2(store.under.way);
    const call = connection.call('/event_store.client.streams.Streams/Append', { 'grpc-timeout': '200m' });
    for (const request of appendTo(name, [proposal()])) call.message(encode('Streams/Append', request));
    const { status, reset } = await call.ended();
    expect(status === 4 || reset).toBe(true);
    connection.close();
    await isMissing(name);
  });

  it('of a read that is long past does not disturb what comes after', async () => {
    const connection = await rawHttp2(store.under.way);
    const call = connection.call('/event_store.client.gossip.Gossip/Read', { 'grpc-timeout': '1n' });
    call.message(Buffer.alloc(0));
    call.end();
    const { status, reset } = await call.ended();
    expect(status === 4 || status === 0 || reset).toBe(true);
    connection.close();
    await store.goesOn();
  });
});
