// Reading streams and links (docs/embedded-store.md).
import { binaryEvent, type ResolvedEvent } from '@eventstore/db-client';
import { AS_APPEND, all, contract, event, recorded, refusal, revisions, stream, TRANSPORTS } from './contract';
import { appendTo, kinds, named, proposal, within } from './raw';

const store = contract();

const withEvents = async (count = 5) => {
  const name = stream('read');
  await store.client.appendToStream(
    name,
    Array.from({ length: count }, (_, n) => event({ n })),
  );
  return name;
};
type Options = Parameters<typeof store.client.readStream>[1];
const read = async (name: string, options: Options) =>
  (await recorded(store.client.readStream(name, options))).map(({ revision }) => Number(revision));

const MAX_INT64 = 9223372036854775807n;
const MAX_UINT64 = 18446744073709551615n;

describe('A stream is read', () => {
  it.each<[string, Options, number[]]>([
    ['forwards from the start', {}, [0, 1, 2, 3, 4]],
    ['forwards from a revision, itself included', { fromRevision: 3n }, [3, 4]],
    ['forwards, so many', { fromRevision: 1n, maxCount: 2 }, [1, 2]],
    ['forwards from the last', { fromRevision: 4n }, [4]],
    ['forwards from beyond the end: nothing', { fromRevision: 5n }, []],
    ['forwards from the largest revision: nothing', { fromRevision: MAX_INT64 }, []],
    ['backwards from the end', { direction: 'backwards', fromRevision: 'end' }, [4, 3, 2, 1, 0]],
    ['backwards from a revision, itself included', { direction: 'backwards', fromRevision: 2n }, [2, 1, 0]],
    ['backwards, so many', { direction: 'backwards', fromRevision: 'end', maxCount: 2 }, [4, 3]],
    ['backwards from beyond the end: from the last', { direction: 'backwards', fromRevision: 77n }, [4, 3, 2, 1, 0]],
    ['backwards from the largest revision', { direction: 'backwards', fromRevision: MAX_INT64, maxCount: 1 }, [4]],
    [
      'backwards from 2^64-1, which means the end',
      { direction: 'backwards', fromRevision: MAX_UINT64, maxCount: 2 },
      [4, 3],
    ],
    ['backwards from the start: the first alone', { direction: 'backwards', fromRevision: 'start' }, [0]],
  ])('%s', async (_title, options, expected) => {
    expect(await read(await withEvents(), options)).toEqual(expected);
  });

  it('in full, in order, however long', async () => {
    const name = stream();
    for (let n = 0; n < 4; n++)
      await store.client.appendToStream(
        name,
        Array.from({ length: 500 }, () => event({ n })),
      );
    const expected = Array.from({ length: 2_000 }, (_, n) => n);
    expect(await revisions(store.client, name)).toEqual(expected);
    expect(await read(name, { direction: 'backwards', fromRevision: 'end' })).toEqual(expected.toReversed());
  });

  it('by many at once, each with its own answer', async () => {
    const names = await Promise.all(Array.from({ length: 10 }, (_, n) => withEvents(n + 1)));
    const reads = await Promise.all(
      names.flatMap((name) => [revisions(store.client, name), revisions(store.client, name)]),
    );
    expect(reads.map(({ length }) => length)).toEqual(names.flatMap((_, n) => [n + 1, n + 1]));
  });

  it('only as far as the reader wants, and the next read is not disturbed', async () => {
    const name = await withEvents(500);
    const reading = store.client.readStream(name);
    reading.on('error', () => {});
    for await (const { event: one } of reading) if (one?.revision === 3n) break;
    await reading.cancel();
    expect(await read(name, { maxCount: 1 })).toEqual([0]);
  });
});

describe('A read is refused', () => {
  it('where the stream is missing, by name', async () => {
    const name = stream('missing');
    for (const options of [{}, { direction: 'backwards', fromRevision: 'end' }, { fromRevision: 5n }] as const)
      expect(await refusal(store.client.readStream(name, options))).toMatchObject({
        type: 'stream-not-found',
        streamName: name,
      });
  });

  it('with one message that says so, and ends well', async () => {
    const name = stream('missing');
    const messages = await store.raw.read({ stream: { streamIdentifier: named(name), start: {} } });
    expect(kinds(messages)).toEqual(['streamNotFound']);
    expect(String(within(messages[0], 'streamNotFound', 'streamIdentifier', 'streamName'))).toBe(name);
  });

  it.each<[string, Options]>([
    ['forwards from the end', { fromRevision: 'end' }],
    ['of nothing', { maxCount: 0 }],
  ])('%s, with code 2', async (_title, options) => {
    const name = await withEvents();
    expect(await refusal(store.client.readStream(name, options))).toMatchObject({ type: 'unknown', code: 2 });
    await store.goesOn();
  });
});

describe('An event comes back', () => {
  it.each(TRANSPORTS)('as it was written, over %s', async (_transport, options) => {
    const name = stream();
    const before = Date.now();
    const json = event({ text: 'Grüße, 東京 🚨', n: 1.5 }, 'Written');
    const withMetadata = { ...event({}, 'WithMetadata'), metadata: { actor: 'rosa', at: [1, 2] } };
    const binary = binaryEvent({
      type: 'Binary',
      data: Buffer.from([0, 255, 128, 10]),
      metadata: Buffer.from([7, 0, 255]),
    });
    const empty = binaryEvent({ type: 'Empty', data: Buffer.alloc(0) });
    const { position } = await store.client.appendToStream(name, [json, withMetadata, binary, empty], options);
    const [first, second, third, fourth] = await recorded(store.client.readStream(name));
    expect(first).toMatchObject({
      streamId: name,
      id: json.id,
      revision: 0n,
      type: 'Written',
      isJson: true,
      data: json.data,
    });
    expect(first?.metadata).toBeUndefined();
    expect(second).toMatchObject({ revision: 1n, data: {}, metadata: withMetadata.metadata });
    expect(third).toMatchObject({ revision: 2n, type: 'Binary', isJson: false });
    expect([...((third?.data ?? []) as Uint8Array)]).toEqual([0, 255, 128, 10]);
    expect([...((third?.metadata ?? []) as Uint8Array)]).toEqual([7, 0, 255]);
    expect(fourth?.data).toHaveLength(0);
    expect(fourth?.position).toEqual(position);
    for (const one of [first, second, third, fourth]) {
      expect(Math.abs(Number(one?.created) - before)).toBeLessThan(60_000);
      expect(one?.position?.commit).toBe(one?.position?.prepare);
    }
  });

  it('with its position, in the event and beside it, on a read of its stream', async () => {
    const name = stream();
    const { position } = await store.client.appendToStream(name, event());
    const [only] = await all(store.client.readStream(name));
    expect(only?.commitPosition).toBe(position?.commit);
    expect(only?.event?.position).toEqual(position);
  });

  it('with no other system metadata than type, creation in ticks, and content type', async () => {
    const name = stream();
    const types = { json: 'application/json', odd: 'application/json; charset=utf-8', none: 'text/plain' };
    await store.raw.append(
      appendTo(
        name,
        Object.values(types).map((type) => proposal({ metadata: { type: 'T', 'content-type': type, extra: 'x' } })),
      ),
    );
    const messages = await store.raw.read({ stream: { streamIdentifier: named(name), start: {} } });
    const metadata = messages.map(
      ({ event: one }) => (one as { event: { metadata: Record<string, string> } }).event.metadata,
    );
    expect(metadata.map((one) => one['content-type'])).toEqual([
      'application/json',
      ...Array(2).fill('application/octet-stream'),
    ]);
    for (const one of metadata) {
      expect(Object.keys(one).toSorted()).toEqual(['content-type', 'created', 'type']);
      expect(one.created).toMatch(/^\d{17}$/);
    }
  });

  it('as text where JSON was promised and not kept', async () => {
    const name = stream();
    await store.raw.append(appendTo(name, [proposal({ data: '{"half":' })]));
    const [only] = await recorded(store.client.readStream(name));
    expect(only).toMatchObject({ isJson: true, data: '{"half":' });
  });

  it('from streams and of types with odd names', async () => {
    for (const name of [stream('Straße 東京 🚨'), stream('a b/c?d=e&f%20'), `${stream()}${'x'.repeat(400)}`]) {
      await store.client.appendToStream(name, event({}, 'Typ mit Ümlaut 🚨'), AS_APPEND);
      await store.client.appendToStream(name, event({}, 'Typ mit Ümlaut 🚨'));
      const read = await recorded(store.client.readStream(name));
      expect(read.map((one) => [one.streamId, one.type])).toEqual(Array(2).fill([name, 'Typ mit Ümlaut 🚨']));
    }
  });
});

describe('A link', () => {
  const link = (to: string) => binaryEvent({ type: '$>', data: Buffer.from(to) });
  const linked = async (...to: string[]) => {
    const name = stream('links');
    await store.client.appendToStream(name, to.map(link));
    return name;
  };
  const resolved = (name: string, resolveLinkTos = true): Promise<ResolvedEvent[]> =>
    all(store.client.readStream(name, { resolveLinkTos }));

  it('gives its target and itself, at its own position', async () => {
    const target = `${stream('target')}@home`;
    await store.client.appendToStream(target, [event({ n: 0 }), event({ n: 1 })]);
    const name = await linked(`1@${target}`);
    const [only] = await resolved(name);
    expect(only?.event).toMatchObject({ streamId: target, revision: 1n, data: { n: 1 } });
    expect(only?.link).toMatchObject({ streamId: name, revision: 0n, type: '$>' });
    expect(only?.commitPosition).toBe(only?.link?.position?.commit);
    expect(only?.commitPosition).not.toBe(only?.event?.position?.commit);
  });

  it('is an event like any other where nobody asks to follow it', async () => {
    const target = await withEvents(1);
    const [only] = await resolved(await linked(`0@${target}`), false);
    expect(only?.event).toMatchObject({ type: '$>' });
    expect(only?.link).toBeUndefined();
  });

  it('stands alone where its target is missing, deleted or truncated', async () => {
    const [gone, buried, cut] = [await withEvents(1), await withEvents(1), await withEvents(2)];
    await store.client.deleteStream(gone);
    await store.client.tombstoneStream(buried);
    await store.client.setStreamMetadata(cut, { truncateBefore: 1 });
    const name = await linked(`0@${stream()}`, `7@${cut}`, `0@${gone}`, `0@${buried}`, `0@${cut}`, `1@${cut}`);
    const read = await resolved(name);
    expect(read.map(({ event: one }) => one?.revision)).toEqual([...Array(5).fill(undefined), 1n]);
    expect(read.map(({ link: one }) => Number(one?.revision))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('that cannot be read stays as it is', async () => {
    const name = await linked('x@somewhere', 'nowhere');
    const read = await resolved(name);
    expect(read.map(({ event: one }) => one?.type)).toEqual(['$>', '$>']);
  });

  it('is followed backwards, in $all and by subscribers too', async () => {
    const target = await withEvents(1);
    const name = await linked(`0@${target}`);
    const backwards = await all(
      store.client.readStream(name, { direction: 'backwards', fromRevision: 'end', resolveLinkTos: true }),
    );
    expect(backwards[0]).toMatchObject({ event: { streamId: target }, link: { streamId: name } });
    const inAll = await all(
      store.client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 5, resolveLinkTos: true }),
    );
    expect(inAll.find(({ link: one }) => one?.streamId === name)).toMatchObject({ event: { streamId: target } });
    const subscription = store.client.subscribeToStream(name, { fromRevision: 'start', resolveLinkTos: true });
    for await (const one of subscription) {
      expect(one).toMatchObject({ event: { streamId: target }, link: { streamId: name, revision: 0n } });
      break;
    }
  });
});
