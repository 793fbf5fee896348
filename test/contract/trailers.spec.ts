// Plain calls as they answer and fail: fields and trailers (docs/embedded-store.md).
import type { ServiceError } from '@grpc/grpc-js';
import { contract, event, refusal, stream } from './contract';
import { appendTo, type Message, named, proposal, within } from './raw';
import { kind } from './under-test';

const store = contract();

const trailers = async (attempt: Promise<unknown>) => {
  const error = (await refusal(attempt)) as ServiceError;
  return { code: error.code, ...error.metadata.getMap() };
};
const change = (name: string, expected: Message) => ({ options: { streamIdentifier: named(name), ...expected } });

const tombstoned = async () => {
  const name = stream('buried');
  await store.client.tombstoneStream(name);
  return name;
};
const withTwo = async () => {
  const name = stream();
  const { position } = await store.client.appendToStream(name, [event(), event()]);
  return { name, position: String(position?.commit) };
};

describe('Append answers', () => {
  it('a success with revision and position', async () => {
    const name = stream();
    const answer = await store.raw.append(appendTo(name, [proposal(), proposal()], { noStream: {} }));
    expect(answer).toMatchObject({
      success: { currentRevision: '1', position: { commitPosition: expect.stringMatching(/^\d+$/) } },
    });
  });

  it.each<[string, Message, Message]>([
    ['a revision', { revision: '9' }, { currentRevision: '1', expectedRevision: '9' }],
    ['no stream', { noStream: {} }, { currentRevision: '1', expectedNoStream: {} }],
  ])('a wrong version, where %s was expected, as an answer and not as an error', async (_title, expected, wrong) => {
    const { name } = await withTwo();
    const answer = await store.raw.append(appendTo(name, [proposal()], expected));
    expect(answer.wrongExpectedVersion).toMatchObject(wrong);
  });

  it('a wrong version where there is no stream', async () => {
    const answer = await store.raw.append(appendTo(stream(), [proposal()], { streamExists: {} }));
    expect(answer.wrongExpectedVersion).toMatchObject({ currentNoStream: {}, expectedStreamExists: {} });
  });

  it('the repetition of an append with the same words as the first time', async () => {
    const requests = appendTo(stream(), [proposal(), proposal()], { noStream: {} });
    expect(await store.raw.append(requests)).toEqual(await store.raw.append(requests));
  });

  it('a missing type or content type with the names of both', async () => {
    for (const metadata of [{ type: 'T' }, { 'content-type': 'application/json' }] as Record<string, string>[]) {
      const name = stream();
      expect(await trailers(store.raw.append(appendTo(name, [proposal({ metadata })])))).toMatchObject({
        code: 3,
        exception: 'missing-required-metadata-property',
        'required-metadata-properties': 'type,content-type',
      });
      expect(await refusal(store.client.readStream(name))).toMatchObject({ type: 'stream-not-found' });
    }
  });

  it('an append that is too large with the limit in the trailers', async () => {
    const attempt = store.raw.append(appendTo(stream(), [proposal({ data: Buffer.alloc(1_100_000) })]));
    expect(await trailers(attempt)).toMatchObject({
      code: 3,
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': '1048576',
    });
  });
});

describe('Errors travel as trailers', () => {
  it('for a stream that is deleted', async () => {
    const name = await tombstoned();
    const deleted = { code: 9, exception: 'stream-deleted', 'stream-name': name };
    expect(await trailers(store.raw.append(appendTo(name, [proposal()])))).toMatchObject(deleted);
    expect(await trailers(store.raw.read({ stream: { streamIdentifier: named(name), start: {} } }))).toMatchObject(
      deleted,
    );
    expect(await trailers(store.raw.ask('Streams/Delete', change(name, { any: {} })))).toMatchObject(deleted);
    expect(await trailers(store.raw.ask('Streams/Tombstone', change(name, { any: {} })))).toMatchObject(deleted);
  });

  it.each(['Streams/Delete', 'Streams/Tombstone'] as const)('for a wrong version in %s, in numbers', async (method) => {
    const { name } = await withTwo();
    const wrong = { code: 9, exception: 'wrong-expected-version', 'stream-name': name };
    for (const [expected, number] of [
      [{ revision: '7' }, '7'],
      [{ noStream: {} }, '-1'],
    ] as const)
      expect(await trailers(store.raw.ask(method, change(name, expected)))).toMatchObject({
        ...wrong,
        'expected-version': number,
        'actual-version': '1',
      });
  });

  it.each([
    ['Streams/Delete', 'Delete'],
    ['Streams/Tombstone', 'Tombstone'],
  ] as const)('for a wrong version in %s, in the words that clients take apart', async (method, operation) => {
    const { name } = await withTwo();
    const none = stream();
    const words = async (of: string, expected: Message) =>
      ((await refusal(store.raw.ask(method, change(of, expected)))) as ServiceError).details;
    const said = 'failed due to WrongExpectedVersion. Stream:';
    expect(await words(name, { revision: '7' })).toContain(`${said} ${name}, Expected version: 7, Actual version: 1`);
    expect(await words(none, { streamExists: {} })).toContain(
      `${said} ${none}, Expected version: -4, Actual version: -1`,
    );
    if (kind === 'embedded') expect(await words(name, { noStream: {} })).toMatch(new RegExp(`^${operation} failed`));
  });

  it('for a deleted stream whose name is no header, without breaking the call', async () => {
    const name = stream('Straße 東京 🚨\r\n\u0000');
    await store.client.tombstoneStream(name);
    expect(await trailers(store.raw.read({ stream: { streamIdentifier: named(name), start: {} } }))).toMatchObject({
      code: 9,
      exception: 'stream-deleted',
    });
    expect(await refusal(store.client.readStream(name))).toMatchObject({ type: 'stream-deleted' });
  });
});

describe('Delete and Tombstone answer', () => {
  it('the position of the event that they wrote', async () => {
    for (const method of ['Streams/Delete', 'Streams/Tombstone'] as const) {
      const { name, position } = await withTwo();
      const answer = (await store.raw.ask(method, change(name, { revision: '1' }))) as { position: Message };
      expect(BigInt(String(answer.position.commitPosition))).toBeGreaterThan(BigInt(position));
      expect(answer.position.preparePosition).toBe(answer.position.commitPosition);
    }
  });
});

describe('Ids', () => {
  it('come back in the form that the reader asks for', async () => {
    const name = stream();
    const id = '12345678-90ab-cdef-ef00-000000000000';
    await store.raw.append(appendTo(name, [proposal({ id: { string: id } })]));
    const read = async (uuidOption: Message) => {
      const [one] = await store.raw.read({ stream: { streamIdentifier: named(name), start: {} }, uuidOption });
      return within(one, 'event', 'event', 'id');
    };
    expect(await read({ string: {} })).toMatchObject({ string: id });
    expect(await read({ structured: {} })).toMatchObject({
      structured: { mostSignificantBits: '1311768467294899695', leastSignificantBits: '-1224979098644774912' },
    });
  });
});
