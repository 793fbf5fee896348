// The core of the contract once more through a client of another make: KurrentDB's, whose reads are written in Rust.
import type * as Kurrent from '@kurrent/kurrentdb-client';
import { event, events, stream } from './contract';
import { start, type UnderTest } from './under-test';

/** Its binary is not made for every machine. Where it does not load, that is said and not passed over in silence. */
const load = (): typeof Kurrent | undefined => {
  try {
    return require('@kurrent/kurrentdb-client') as typeof Kurrent;
  } catch (error) {
    process.stderr.write(
      `\n*** SKIPPED: the second client does not load on this machine, so nothing here is a witness. ***\n${error}\n\n`,
    );
    return undefined;
  }
};
const loaded = load();
const whereItLoads = loaded ? describe : describe.skip;

whereItLoads('Through a second client', () => {
  let under: UnderTest;
  let client: Kurrent.KurrentDBClient;
  beforeAll(async () => {
    under = await start();
    if (loaded) client = loaded.KurrentDBClient.connectionString(under.url.replace(/^esdb/, 'kurrentdb'));
  }, 180_000);
  afterAll(async () => {
    await client?.dispose();
    await under?.stop();
  });

  type Read = AsyncIterable<Kurrent.ResolvedEvent>;
  const recorded = async (read: Read) => {
    const seen: Kurrent.RecordedEvent[] = [];
    for await (const { event: one } of read) if (one) seen.push(one);
    return seen;
  };
  const revisions = async (read: Read) => (await recorded(read)).map(({ revision }) => Number(revision));
  const written = async (count = 5) => {
    const name = stream('second');
    const { position } = await client.appendToStream(name, events(count), { streamState: 'no_stream' });
    if (!position) throw new Error('The append answered no position.');
    return { name, last: position };
  };

  it('an append is answered and read back with all that was written', async () => {
    const name = stream('Straße 東京');
    const one = { ...event({ text: 'Grüße 🚨', n: 1 }, 'Written'), metadata: { actor: 'rosa' } };
    const answer = await client.appendToStream(name, one, { streamState: 'no_stream' });
    expect(answer).toMatchObject({ success: true, nextExpectedRevision: 0n });
    const [read] = await recorded(client.readStream(name));
    expect(read).toMatchObject({ streamId: name, id: one.id, type: 'Written', isJson: true, data: one.data });
    expect(read).toMatchObject({ metadata: { actor: 'rosa' }, revision: 0n, position: answer.position });
    expect(Math.abs(Number(read?.created) - Date.now())).toBeLessThan(60_000);
  });

  it('bytes come back as bytes', async () => {
    if (!loaded) return;
    const name = stream();
    await client.appendToStream(name, loaded.binaryEvent({ type: 'Bytes', data: Buffer.from([0, 255, 10]) }));
    const [read] = await recorded(client.readStream(name));
    expect([read?.isJson, [...((read?.data ?? []) as Uint8Array)]]).toEqual([false, [0, 255, 10]]);
  });

  it('a repeated append is recognised, a lost race is told', async () => {
    const name = stream();
    const one = event();
    const append = (proposed = one) => client.appendToStream(name, proposed, { streamState: 'no_stream' });
    const first = await append();
    expect(await append()).toEqual(first);
    await expect(append(event())).rejects.toMatchObject({ type: 'wrong-expected-version', streamName: name });
    expect(await revisions(client.readStream(name))).toEqual([0]);
  });

  it('a stream is read both ways, from anywhere, as far as asked', async () => {
    const { name } = await written();
    const read = (options: Kurrent.ReadStreamOptions) => revisions(client.readStream(name, options));
    expect(await read({})).toEqual([0, 1, 2, 3, 4]);
    expect(await read({ fromRevision: 3n })).toEqual([3, 4]);
    expect(await read({ fromRevision: 9n })).toEqual([]);
    expect(await read({ maxCount: 2 })).toEqual([0, 1]);
    expect(await read({ direction: 'backwards', fromRevision: 'end' })).toEqual([4, 3, 2, 1, 0]);
    expect(await read({ direction: 'backwards', fromRevision: 2n, maxCount: 2 })).toEqual([2, 1]);
    expect(await read({ direction: 'backwards', fromRevision: 77n, maxCount: 1 })).toEqual([4]);
  });

  it('long streams come whole', async () => {
    const name = stream();
    for (let n = 0; n < 4; n++) await client.appendToStream(name, events(500));
    expect(await revisions(client.readStream(name))).toEqual(Array.from({ length: 2_000 }, (_, n) => n));
  });

  it('a missing stream and a buried one are told apart', async () => {
    const { name } = await written(1);
    await expect(recorded(client.readStream(stream()))).rejects.toMatchObject({ type: 'stream-not-found' });
    await client.deleteStream(name);
    await expect(recorded(client.readStream(name))).rejects.toMatchObject({ type: 'stream-not-found' });
    await client.tombstoneStream(name);
    await expect(recorded(client.readStream(name))).rejects.toMatchObject({ type: 'stream-deleted' });
  });

  it('$all is read both ways, forwards from a position itself, backwards from the one before', async () => {
    const { name, last } = await written(3);
    const { position: next } = await client.appendToStream(name, event());
    const read = (options: Kurrent.ReadAllOptions) => recorded(client.readAll(options));
    expect((await read({ fromPosition: last, maxCount: 1 }))[0]?.position).toEqual(last);
    expect((await read({ direction: 'backwards', fromPosition: next ?? 'end', maxCount: 1 }))[0]?.position).toEqual(
      last,
    );
    expect((await read({ direction: 'backwards', fromPosition: 'end', maxCount: 1 }))[0]?.position).toBeDefined();
    expect(await read({ maxCount: 1 })).toHaveLength(1);
    const own = (await read({ fromPosition: last })).filter(({ streamId }) => streamId === name);
    expect(own.map(({ revision }) => Number(revision))).toEqual([2, 3]);
  });

  it('$all is read through filters', async () => {
    if (!loaded) return;
    const { name, last } = await written(2);
    await client.appendToStream(stream('beside'), events(3));
    await client.appendToStream(name, event({}, 'Special'));
    const read = (filter: Kurrent.Filter) => recorded(client.readAll({ fromPosition: last, filter }));
    const byName = await read(loaded.streamNameFilter({ prefixes: [name] }));
    expect(byName.map(({ revision }) => Number(revision))).toEqual([1, 2]);
    const byType = await read(loaded.eventTypeFilter({ regex: '^Special$' }));
    expect(byType.filter(({ streamId }) => streamId === name).map(({ revision }) => Number(revision))).toEqual([2]);
  });

  it('links are followed', async () => {
    if (!loaded) return;
    const { name } = await written(2);
    const links = stream('links');
    await client.appendToStream(links, loaded.binaryEvent({ type: '$>', data: Buffer.from(`1@${name}`) }));
    for await (const read of client.readStream(links, { resolveLinkTos: true }))
      expect(read).toMatchObject({ event: { streamId: name, revision: 1n }, link: { streamId: links, revision: 0n } });
  });

  it('metadata truncates, and comes back', async () => {
    const { name } = await written();
    await client.setStreamMetadata(name, { maxCount: 2, owner: 'rosa' });
    expect(await revisions(client.readStream(name))).toEqual([3, 4]);
    expect((await client.getStreamMetadata(name)).metadata).toEqual({ maxCount: 2, owner: 'rosa' });
  });

  it('subscriptions catch up and go on', async () => {
    const { name, last } = await written(2);
    const toStream = client.subscribeToStream(name, { fromRevision: 0n });
    const toAll = client.subscribeToAll({ fromPosition: last });
    await client.appendToStream(name, events(2));
    const gather = async (subscription: Read, enough: number) => {
      const seen: number[] = [];
      for await (const { event: one } of subscription) {
        if (one?.streamId === name) seen.push(Number(one.revision));
        if (seen.length === enough) break;
      }
      return seen;
    };
    expect(await gather(toStream as Read, 3)).toEqual([1, 2, 3]);
    expect(await gather(toAll as Read, 2)).toEqual([2, 3]);
  });
});
