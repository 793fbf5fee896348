// The append decision table (docs/embedded-store.md), over both ways that an append travels.
import { WrongExpectedVersionError } from '@eventstore/db-client';
import {
  AS_APPEND,
  contract,
  event,
  numberedIds,
  type Outcome,
  outcome,
  recorded,
  refusal,
  revisions,
  stream,
  TRANSPORTS,
} from './contract';
import { steps, VECTORS } from './vectors';

const store = contract();

const written = (answer: Outcome): string => {
  if (answer === 'deleted') return 'deleted';
  if ('actual' in answer) return `W${answer.actual === 'no_stream' ? '-' : answer.actual}`;
  return String(answer.nextExpectedRevision);
};

describe.each(TRANSPORTS)('Over %s', (_transport, options) => {
  it.each(VECTORS)('%s answers %s', async (vector, answers, kept) => {
    const name = stream();
    const id = numberedIds();
    const got: Outcome[] = [];
    const inOrder: string[] = [];
    for (const { ids, expected } of steps(vector)) {
      const proposed = ids.map((n) => event({ n }, 'Happened', id(n)));
      const answer = await outcome(store.client, name, proposed, expected, options);
      if (Number(written(answer)) === inOrder.length + ids.length - 1) inOrder.push(...ids.map(id));
      got.push(answer);
    }
    expect(got.map(written).join(' ')).toBe(answers);

    const stored = kept === 0 ? [] : await recorded(store.client.readStream(name));
    expect(stored.map(({ revision }) => Number(revision))).toEqual(Array.from({ length: kept }, (_, n) => n));
    expect(stored.map((one) => one.id)).toEqual(inOrder);
    // Whether written or recognised, the answer names the place where the last event of the request stands.
    for (const answer of got)
      if (answer !== 'deleted' && 'success' in answer)
        expect(answer.position).toEqual(stored[Number(answer.nextExpectedRevision)]?.position);
  });

  it('an id that another stream has is no duplicate', async () => {
    const [one, other] = [stream(), stream()];
    const same = event();
    await store.client.appendToStream(one, same, options);
    await store.client.appendToStream(other, same, options);
    expect(await revisions(store.client, other)).toEqual([0]);
  });

  it('ids are compared without regard to case', async () => {
    const name = stream();
    const id = 'abcdefab-cdef-4abc-8def-abcdefabcdef';
    await store.client.appendToStream(name, event({}, 'Happened', id), { expectedRevision: 'no_stream', ...options });
    const again = event({}, 'Happened', id.toUpperCase());
    const answer = await store.client.appendToStream(name, again, { expectedRevision: 'no_stream', ...options });
    expect(answer.nextExpectedRevision).toBe(0n);
    expect(await revisions(store.client, name)).toEqual([0]);
  });

  it('a wrong version says which stream, what was expected and what is there', async () => {
    const name = stream();
    const append = (expectedRevision: 'no_stream' | 'stream_exists' | bigint) =>
      refusal(store.client.appendToStream(name, event(), { expectedRevision, ...options }));
    for (const expectedRevision of ['stream_exists', 3n] as const) {
      const error = await append(expectedRevision);
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ streamName: name, expectedVersion: expectedRevision, actualVersion: 'no_stream' });
    }
    await store.client.appendToStream(name, [event(), event()], options);
    expect(await append('no_stream')).toMatchObject({ expectedVersion: 'no_stream', actualVersion: 1n });
    expect(await append(0n)).toMatchObject({ expectedVersion: 0n, actualVersion: 1n });
    expect(await append(7n)).toMatchObject({ expectedVersion: 7n, actualVersion: 1n });
  });

  it('a stream that has only metadata counts as existing', async () => {
    const name = stream();
    await store.client.setStreamMetadata(name, { owner: 'rosa' }, options);
    const answer = await store.client.appendToStream(name, event(), { expectedRevision: 'stream_exists', ...options });
    expect(answer.nextExpectedRevision).toBe(0n);
  });

  it('appending no events runs the checks, has a position, shows nothing and makes no stream', async () => {
    const name = stream();
    const append = (expectedRevision: 'any' | 'no_stream' | bigint) =>
      outcome(store.client, name, [], expectedRevision, options);
    expect(await append('any')).toMatchObject({ success: true, nextExpectedRevision: 0n });
    expect(await append('no_stream')).toMatchObject({ success: true, nextExpectedRevision: 0n });
    expect(await refusal(store.client.readStream(name))).toMatchObject({ type: 'stream-not-found' });
    await store.client.appendToStream(name, [event(), event()], options);
    for (const expected of [1n, 'any'] as const)
      expect(await append(expected)).toMatchObject({
        nextExpectedRevision: 1n,
        position: { commit: expect.any(BigInt) },
      });
    expect(await append('no_stream')).toEqual({ actual: 1n });
    expect(await revisions(store.client, name)).toEqual([0, 1]);
  });

  it('appending no events brings a deleted stream back', async () => {
    const name = stream();
    await store.client.appendToStream(name, [event(), event()], options);
    await store.client.deleteStream(name);
    await outcome(store.client, name, [], 'any', options);
    expect(await revisions(store.client, name)).toEqual([]);
    expect((await store.client.getStreamMetadata(name)).metadata).toEqual({ truncateBefore: 2 });
  });

  it('the events of one append stand side by side in $all, however many write at once', async () => {
    const names = Array.from({ length: 8 }, () => stream());
    const answers = await Promise.all(
      names.map((name) => store.client.appendToStream(name, [event(), event(), event()], options)),
    );
    const first = answers
      .map(({ position }) => position)
      .reduce((a, b) => ((a?.commit ?? 0n) < (b?.commit ?? 0n) ? a : b));
    const backThere = await recorded(
      store.client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 200 }),
    );
    expect(first).toBeDefined();
    for (const name of names) {
      const at = backThere.flatMap(({ streamId }, n) => (streamId === name ? [n] : []));
      expect(at).toEqual([at[0], Number(at[0]) + 1, Number(at[0]) + 2]);
    }
  });

  it('of many that expect the same revision exactly one wins', async () => {
    const name = stream();
    const racing = Array.from({ length: 20 }, () => outcome(store.client, name, [event()], 'no_stream', options));
    const answers = (await Promise.all(racing)).map(written);
    expect(answers.toSorted()).toEqual(['0', ...Array.from({ length: 19 }, () => 'W0')]);
    expect(await revisions(store.client, name)).toEqual([0]);
  });
});

it('the same request may come again by the other way', async () => {
  const name = stream();
  const proposed = [event(), event()];
  const [batch, append] = [
    await store.client.appendToStream(name, proposed, { expectedRevision: 'no_stream' }),
    await store.client.appendToStream(name, proposed, { expectedRevision: 'no_stream', ...AS_APPEND }),
  ];
  expect(append).toEqual(batch);
  expect(await revisions(store.client, name)).toEqual([0, 1]);
});
