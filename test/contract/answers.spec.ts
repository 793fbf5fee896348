// Answers as they travel: fields, statuses and trailers (docs/embedded-store.md §1.4, §2.2, §2.3).
import { randomUUID } from 'node:crypto';
import type { ServiceError } from '@grpc/grpc-js';
import { contract, event, refusal, revisions, stream } from './contract';
import { appendTo, chunk, type Message, named, proposal, within } from './raw';

const store = contract();

const batch = async (...chunks: readonly Message[]) => store.raw.batch(chunks);
const only = async (one: Message): Promise<Message> => {
  const answers = await batch(one);
  expect(answers).toHaveLength(1);
  return answers[0] ?? {};
};
const nameIn = (answer: Message) => String((answer.streamIdentifier as Message | undefined)?.streamName);
const detailsOf = (answer: Message) => (answer.error as { details: { typeUrl: string; value: Buffer } }).details;
const codeOf = (answer: Message) => (answer.error as { code: number }).code;
const isType = (name: string) => `type.googleapis.com/event_store.client.${name}`;
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

describe('BatchAppend answers', () => {
  it('a success with correlation, revision and the position of the last event', async () => {
    const [name, correlation] = [stream(), randomUUID()];
    const answer = await only(chunk({ correlation, stream: name, proposals: [proposal(), proposal()] }));
    expect(answer.correlationId).toMatchObject({ string: correlation });
    const success = answer.success as {
      currentRevision: string;
      position: { commitPosition: string; preparePosition: string };
    };
    expect(success.currentRevision).toBe('1');
    const read = await store.raw.read({ stream: { streamIdentifier: named(name), start: {} } });
    expect(success.position.commitPosition).toBe(within(read[1], 'event', 'event', 'commitPosition'));
    expect(success.position.preparePosition).toBe(within(read[1], 'event', 'event', 'preparePosition'));
  });

  it.each<[string, Message, string]>([
    ['a revision', { streamPosition: '9' }, '1809'],
    ['no stream', { noStream: {} }, '3200'],
  ])('a wrong version where %s was expected, with what is there', async (_title, expected, expectedField) => {
    const { name } = await withTwo();
    const answer = await only(chunk({ stream: name, proposals: [proposal()] }, expected));
    expect(nameIn(answer)).toBe(name);
    expect(codeOf(answer)).toBe(6);
    expect(detailsOf(answer).typeUrl).toBe(isType('WrongExpectedVersion'));
    expect(detailsOf(answer).value.toString('hex')).toBe(`0801${expectedField}`);
  });

  it('a wrong version where there is no stream', async () => {
    const answer = await only(chunk({ stream: stream(), proposals: [proposal()] }, { streamExists: {} }));
    expect(detailsOf(answer).typeUrl).toBe(isType('WrongExpectedVersion'));
    expect(detailsOf(answer).value.toString('hex')).toBe('12002a00');
  });

  it('a deletion by name', async () => {
    const name = await tombstoned();
    const answer = await only(chunk({ stream: name, proposals: [proposal()] }));
    expect([nameIn(answer), codeOf(answer), detailsOf(answer).typeUrl]).toEqual([name, 5, isType('StreamDeleted')]);
  });

  it('a time-out where the deadline is past on arrival, and writes nothing', async () => {
    const name = stream();
    const answer = await only(chunk({ stream: name, proposals: [proposal()], by: Date.now() - 5_000 }));
    expect([nameIn(answer), codeOf(answer), detailsOf(answer).typeUrl]).toEqual([name, 4, isType('Timeout')]);
    expect(await refusal(store.client.readStream(name))).toMatchObject({ type: 'stream-not-found' });
  });

  it('an append that is too large with the limit', async () => {
    const name = stream();
    const answer = await only(chunk({ stream: name, proposals: [proposal({ data: Buffer.alloc(1_100_000) })] }));
    expect([nameIn(answer), codeOf(answer), detailsOf(answer).typeUrl]).toEqual([
      name,
      3,
      isType('MaximumAppendSizeExceeded'),
    ]);
    expect(detailsOf(answer).value.toString('hex')).toBe('08808040');
  });

  it('nothing at all while a batch is incomplete, and nothing of it is stored', async () => {
    const name = stream();
    expect(await batch(chunk({ stream: name, proposals: [proposal()], more: true }))).toEqual([]);
    expect(await refusal(store.client.readStream(name))).toMatchObject({ type: 'stream-not-found' });
  });

  it('one append for many chunks, however they are mixed with those of others', async () => {
    const names = [stream(), stream(), stream()];
    const correlations = names.map(() => randomUUID());
    const chunks = [0, 1, 2].flatMap((round) =>
      names.map((name, n) =>
        chunk({
          correlation: correlations[n] ?? '',
          proposals: round === 0 && n === 0 ? [] : [proposal(), proposal()],
          more: round < 2,
          ...(round === 0 ? { stream: name } : {}),
        }),
      ),
    );
    const answers = await batch(...chunks);
    const byCorrelation = new Map(answers.map((one) => [within(one, 'correlationId', 'string'), one]));
    expect(answers).toHaveLength(3);
    for (const [n, name] of names.entries()) {
      const count = n === 0 ? 4 : 6;
      expect(byCorrelation.get(correlations[n] ?? '')).toMatchObject({
        success: { currentRevision: String(count - 1) },
      });
      expect(await revisions(store.client, name)).toHaveLength(count);
    }
  });

  it('each append once, and all of them before it ends', async () => {
    const correlations = Array.from({ length: 200 }, () => randomUUID());
    const answers = await batch(
      ...correlations.map((correlation) => chunk({ correlation, stream: stream(), proposals: [proposal()] })),
    );
    expect(answers.map((one) => within(one, 'correlationId', 'string')).toSorted()).toEqual(correlations.toSorted());
  });

  it('those that can be answered, whatever is wrong with the others', async () => {
    const good = [stream(), stream()];
    const answers = await batch(
      chunk({ stream: good[0] ?? '', proposals: [proposal()] }),
      chunk({ stream: await tombstoned(), proposals: [proposal()] }),
      chunk({ stream: stream(), proposals: [proposal()] }, { streamPosition: '4' }),
      chunk({ stream: good[1] ?? '', proposals: [proposal()] }),
    );
    expect(answers.map(({ result }) => result).toSorted()).toEqual(['error', 'error', 'success', 'success']);
    for (const name of good) expect(await revisions(store.client, name)).toEqual([0]);
  });

  it('a structured correlation and structured event ids as well', async () => {
    const name = stream();
    const structured = { mostSignificantBits: '1311768467294899695', leastSignificantBits: '-1224979098644774912' };
    const answer = await only({
      ...chunk({ stream: name, proposals: [proposal({ id: { structured } })] }),
      correlationId: { structured },
    });
    const given = answer.correlationId as { structured?: Message; string?: string };
    if (given.structured) expect(given.structured).toMatchObject(structured);
    else expect(given.string).toBe('12345678-90ab-cdef-ef00-000000000000');
    const [read] = await store.raw.read({ stream: { streamIdentifier: named(name), start: {} } });
    expect(within(read, 'event', 'event', 'id', 'string')).toBe('12345678-90ab-cdef-ef00-000000000000');
  });
});

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
