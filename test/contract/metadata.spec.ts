// What stream metadata hides, and what it does not (docs/embedded-store.md).
import { setTimeout as pause } from 'node:timers/promises';
import { contract, event, recorded, refusal, revisions, stream, TRANSPORTS } from './contract';
import { appendTo, proposal } from './raw';

const store = contract();

const withEvents = async (count = 6) => {
  const name = stream('meta');
  await store.client.appendToStream(
    name,
    Array.from({ length: count }, (_, n) => event({ n })),
  );
  return name;
};
const backwards = async (name: string, fromRevision: 'end' | bigint, maxCount = 100) =>
  (await recorded(store.client.readStream(name, { direction: 'backwards', fromRevision, maxCount }))).map((one) =>
    Number(one.revision),
  );
const setRaw = (name: string, data: string, contentType = 'application/json') =>
  store.raw.append(
    appendTo(`$$${name}`, [proposal({ metadata: { type: '$metadata', 'content-type': contentType }, data })]),
  );

describe('Metadata', () => {
  it.each(TRANSPORTS)('comes back as it was written, over %s', async (_transport, options) => {
    const name = stream();
    const metadata = {
      maxCount: 100,
      maxAge: 3600,
      truncateBefore: 3,
      cacheControl: 60,
      acl: { readRoles: ['$all'], writeRoles: ['admin', 'ops'] },
      owner: 'rosa',
    };
    const answer = await store.client.setStreamMetadata(name, metadata, { expectedRevision: 'no_stream', ...options });
    expect(answer).toMatchObject({ success: true, nextExpectedRevision: 0n });
    expect((await store.client.getStreamMetadata(name)).metadata).toEqual(metadata);
  });

  it('is empty where none was set, and a stream of its own that checks revisions', async () => {
    const name = stream();
    expect(await store.client.getStreamMetadata(name)).toEqual({ streamName: name });
    await store.client.setStreamMetadata(name, { one: 1 }, { expectedRevision: 'no_stream' });
    expect(
      await refusal(store.client.setStreamMetadata(name, { two: 2 }, { expectedRevision: 'no_stream' })),
    ).toMatchObject({
      type: 'wrong-expected-version',
      actualVersion: 0n,
    });
    await store.client.setStreamMetadata(name, { two: 2 }, { expectedRevision: 0n });
    expect((await store.client.getStreamMetadata(name)).metadata).toEqual({ two: 2 });
  });

  it('of a stream without events does not make it exist for readers', async () => {
    const name = stream();
    await store.client.setStreamMetadata(name, { owner: 'rosa' });
    expect(await refusal(store.client.readStream(name))).toMatchObject({ type: 'stream-not-found' });
  });

  it('streams read as their last event alone', async () => {
    const name = stream();
    for (const n of [1, 2, 3]) await store.client.setStreamMetadata(name, { n });
    expect(await revisions(store.client, `$$${name}`)).toEqual([2]);
    expect(await backwards(`$$${name}`, 'end')).toEqual([2]);
  });

  it('counts as its last event says, the ones before are forgotten', async () => {
    const name = await withEvents();
    await store.client.setStreamMetadata(name, { maxCount: 1 });
    await store.client.setStreamMetadata(name, { truncateBefore: 2 });
    expect(await revisions(store.client, name)).toEqual([2, 3, 4, 5]);
    await store.client.setStreamMetadata(name, {});
    expect(await revisions(store.client, name)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('Truncation', () => {
  it.each([
    [{ maxCount: 2 }, [4, 5]],
    [{ maxCount: 100 }, [0, 1, 2, 3, 4, 5]],
    [{ truncateBefore: 4 }, [4, 5]],
    [{ truncateBefore: 4, maxCount: 3 }, [4, 5]],
    [{ truncateBefore: 1, maxCount: 3 }, [3, 4, 5]],
    [{ truncateBefore: 6 }, []],
    [{ truncateBefore: 50 }, []],
    [{ maxAge: 3600 }, [0, 1, 2, 3, 4, 5]],
  ])('%j leaves %j, forwards and backwards', async (metadata, visible) => {
    const name = await withEvents();
    await store.client.setStreamMetadata(name, metadata);
    expect(await revisions(store.client, name)).toEqual(visible);
    expect(await backwards(name, 'end')).toEqual(visible.toReversed());
    expect(await backwards(name, 4n, 2)).toEqual(
      visible
        .filter((n) => n <= 4)
        .toReversed()
        .slice(0, 2),
    );
  });

  it('counts what is returned, not what is hidden', async () => {
    const name = await withEvents();
    await store.client.setStreamMetadata(name, { truncateBefore: 3 });
    const read = await recorded(store.client.readStream(name, { maxCount: 2 }));
    expect(read.map(({ revision }) => Number(revision))).toEqual([3, 4]);
  });

  it('moves on as events are written', async () => {
    const name = await withEvents(3);
    await store.client.setStreamMetadata(name, { maxCount: 2 });
    await store.client.appendToStream(name, [event(), event()], { expectedRevision: 2n });
    expect(await revisions(store.client, name)).toEqual([3, 4]);
  });

  it('by age hides what has grown old, and shows what is young', async () => {
    const name = await withEvents(3);
    await store.client.setStreamMetadata(name, { maxAge: 1 });
    // The store reads its own clock: what is waited for is that its clock has moved on by the age.
    await pause(1_500);
    await store.client.appendToStream(name, event());
    expect(await revisions(store.client, name)).toEqual([3]);
    expect(await backwards(name, 'end')).toEqual([3]);
  }, 20_000);

  it('leaves revisions, later expectations and $all as they were', async () => {
    const name = await withEvents(3);
    await store.client.setStreamMetadata(name, { truncateBefore: 3 });
    expect(await revisions(store.client, name)).toEqual([]);
    expect(await refusal(store.client.appendToStream(name, event(), { expectedRevision: 'no_stream' }))).toMatchObject({
      actualVersion: 2n,
    });
    const { nextExpectedRevision } = await store.client.appendToStream(name, event(), { expectedRevision: 2n });
    expect(nextExpectedRevision).toBe(3n);
    expect(await revisions(store.client, name)).toEqual([3]);
    const tail = await recorded(store.client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 30 }));
    expect(tail.filter(({ streamId }) => streamId === name)).toHaveLength(4);
  });

  it.each(TRANSPORTS)('still recognises what it hides, but names no position, over %s', async (_transport, options) => {
    const name = stream();
    const written = [event(), event()];
    await store.client.appendToStream(name, written, { expectedRevision: 'no_stream' });
    await store.client.setStreamMetadata(name, { truncateBefore: 2 });
    const again = await store.client.appendToStream(name, written, { expectedRevision: 'no_stream', ...options });
    expect(again).toEqual({ success: true, nextExpectedRevision: 1n, position: undefined });
  });

  it.each([
    ['{"$maxCount":0}'],
    ['{"$maxCount":-2}'],
    ['{"$maxCount":"2"}'],
    ['{"$maxCount":1.5}'],
    ['{"$maxCount":1'],
    ['[1]'],
    ['not JSON at all'],
    [''],
  ])('does not happen by metadata that makes no sense: %s', async (data) => {
    const name = await withEvents(3);
    await setRaw(name, data);
    expect(await revisions(store.client, name)).toEqual([0, 1, 2]);
  });

  it.each([
    ['{"$maxAge":-1,"$tb":2}', [2]],
    ['{"$tb":-1,"$maxCount":1}', [2]],
    ['{"$maxCount":0,"$tb":1}', [1, 2]],
    ['{"$cacheControl":-1,"$maxCount":2}', [1, 2]],
  ])('is that of the other keys where one is out of range: %s', async (data, visible) => {
    const name = await withEvents(3);
    await setRaw(name, data);
    expect(await revisions(store.client, name)).toEqual(visible);
  });
});
