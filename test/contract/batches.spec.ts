// The answers of BatchAppend as they travel: fields, statuses, details (docs/embedded-store.md).
import { randomUUID } from 'node:crypto';
import { contract, event, refusal, revisions, stream } from './contract';
import { chunk, type Message, named, proposal, within } from './raw';
import { onEmbedded } from './under-test';

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

  it('in time where the deadline is a span that has not passed', async () => {
    const name = stream();
    expect(within(await only(chunk({ stream: name, proposals: [proposal()], span: 60 })), 'result')).toBe('success');
    expect(await revisions(store.client, name)).toEqual([0]);
  });

  onEmbedded('a time-out where the span is none at all, and writes nothing', async () => {
    const name = stream();
    expect(codeOf(await only(chunk({ stream: name, proposals: [proposal()], span: 0 })))).toBe(4);
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
