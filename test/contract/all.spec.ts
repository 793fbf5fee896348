// Reading $all both ways: everything, in one order, by position (docs/embedded-store.md).
import type { Position, RecordedEvent } from '@eventstore/db-client';
import { all, contract, event, recorded, refusal, stream } from './contract';
import { kinds, type Message, named, within } from './raw';
import { onEmbedded } from './under-test';

const store = contract();

type Options = Parameters<typeof store.client.readAll>[0];
const read = (options: Options) => recorded(store.client.readAll(options));
/** Other tests may write to the same server: only what is ours is compared. */
const ours = (events: readonly RecordedEvent[], names: readonly string[]) =>
  events.filter(({ streamId }) => names.some((name) => streamId === name || streamId === `$$${name}`));

/** Two streams, written in turn; each event with the position that its append answered. */
const written = async () => {
  const names = [stream('all'), stream('all')] as const;
  const positions: Position[] = [];
  for (let n = 0; n < 6; n++) {
    const { position } = await store.client.appendToStream(names[n % 2] ?? '', event({ n }));
    if (position) positions.push(position);
  }
  const [first] = positions;
  if (!first || positions.length < 6) throw new Error('An append answered no position.');
  return { names, positions, first };
};

describe('$all', () => {
  it('has every event once, in the order of their positions, which are those that were answered', async () => {
    const { names, positions, first } = await written();
    const events = ours(await read({ fromPosition: first }), names);
    expect(events.map(({ data }) => data)).toEqual([0, 1, 2, 3, 4, 5].map((n) => ({ n })));
    expect(events.map(({ position }) => position)).toEqual(positions);
    const commits = positions.map(({ commit }) => commit);
    expect(commits).toEqual(commits.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(commits).size).toBe(6);
    expect(positions.every(({ commit, prepare }) => commit === prepare)).toBe(true);
  });

  it('agrees with every stream', async () => {
    const { names, first } = await written();
    const everything = await read({ fromPosition: first });
    for (const name of names) {
      const alone = await recorded(store.client.readStream(name));
      expect(everything.filter(({ streamId }) => streamId === name)).toEqual(alone);
    }
  });

  it('forwards from a position begins with the event at it', async () => {
    const { positions } = await written();
    const [at] = await read({ fromPosition: positions[2] ?? 'start', maxCount: 1 });
    expect(at?.position).toEqual(positions[2]);
  });

  it('backwards from a position begins with the event before it', async () => {
    const { names, positions } = await written();
    const before = await read({ direction: 'backwards', fromPosition: positions[2] ?? 'end', maxCount: 50 });
    expect(ours(before, names).map(({ data }) => data)).toEqual([{ n: 1 }, { n: 0 }]);
    expect(before.every(({ position }) => (position?.commit ?? 0n) < (positions[2]?.commit ?? 0n))).toBe(true);
  });

  it('backwards from the end is forwards, turned round', async () => {
    const { names, first } = await written();
    const forwards = ours(await read({ fromPosition: first }), names);
    const backwards = ours(await read({ direction: 'backwards', fromPosition: 'end', maxCount: 100 }), names);
    expect(backwards).toEqual(forwards.toReversed());
  });

  it('gives as many as were asked for', async () => {
    const { first } = await written();
    expect(await read({ fromPosition: first, maxCount: 4 })).toHaveLength(4);
    expect(await read({ direction: 'backwards', fromPosition: 'end', maxCount: 3 })).toHaveLength(3);
    expect(await read({ fromPosition: 'start', maxCount: 1 })).toHaveLength(1);
  });

  it('has nothing after the end and nothing before the start', async () => {
    await written();
    expect(await read({ fromPosition: 'end' })).toEqual([]);
    expect(await read({ direction: 'backwards', fromPosition: 'start' })).toEqual([]);
  });

  it('names the position beside each event', async () => {
    const { first } = await written();
    for (const one of await all(store.client.readAll({ fromPosition: first, maxCount: 6 })))
      expect(one.commitPosition).toBe(one.event?.position?.commit);
  });

  it('has metadata, deletions and tombstones too', async () => {
    const name = stream();
    const { position } = await store.client.appendToStream(name, event());
    await store.client.setStreamMetadata(name, { owner: 'rosa' });
    await store.client.deleteStream(name);
    await store.client.tombstoneStream(name);
    const events = ours(await read({ fromPosition: position ?? 'start' }), [name]);
    expect(events.map(({ type, streamId }) => `${type} ${streamId === name ? 'in it' : 'about it'}`)).toEqual([
      'Happened in it',
      '$metadata about it',
      '$metadata about it',
      '$streamDeleted in it',
    ]);
  });

  it('begins with something of the system, before anyone has written', async () => {
    const [first] = await read({ fromPosition: 'start', maxCount: 1 });
    expect(first).toMatchObject({ type: expect.stringMatching(/^\$/), streamId: expect.stringMatching(/^\$/) });
  });

  it('sends events and nothing else: positions of first and last are for newer clients', async () => {
    const { first } = await written();
    const from = { position: { commitPosition: String(first.commit), preparePosition: String(first.prepare) } };
    expect(new Set(kinds(await store.raw.read({ all: from })))).toEqual(new Set(['event']));
  });

  it('sends a client that asks for compatibility 1 the last revision of a stream behind a read of it', async () => {
    const name = stream();
    await store.client.appendToStream(name, [event(), event(), event()]);
    const of = { stream: { streamIdentifier: named(name), start: {} }, controlOption: { compatibility: 1 } };
    for (const direction of [0, 1]) {
      const from = direction === 1 ? { stream: { streamIdentifier: named(name), end: {} } } : {};
      const messages = await store.raw.read({ ...of, ...from, readDirection: direction, count: 2 });
      expect(kinds(messages)).toEqual(['event', 'event', 'lastStreamPosition']);
      expect(within(messages[2], 'lastStreamPosition')).toBe('2');
    }
  });

  onEmbedded('says when and where a subscription has caught up, as newer servers do', async () => {
    const name = stream();
    await store.client.appendToStream(name, [event(), event()]);
    const caughtUp = async (from: Message) => {
      const call = store.raw.follow({ ...from, subscription: {} });
      await call.until((messages) => kinds(messages).includes('caughtUp'));
      call.cancel();
      return within(call.said.at(-1), 'caughtUp') as { timestamp: { seconds: string } } & Message;
    };
    const ofStream = await caughtUp({ stream: { streamIdentifier: named(name), start: {} } });
    expect(ofStream).toMatchObject({ streamRevision: '1' });
    expect(Math.abs(Number(ofStream.timestamp.seconds) - Date.now() / 1000)).toBeLessThan(60);
    const last = await recorded(store.client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 }));
    expect(await caughtUp({ all: { end: {} } })).toMatchObject({
      position: { commitPosition: String(last[0]?.position?.commit) },
    });
  });

  onEmbedded('reads on from the next event where a position is none that was given out', async () => {
    const { positions } = await written();
    const between = { commit: (positions[1]?.commit ?? 0n) + 1n, prepare: (positions[1]?.commit ?? 0n) + 1n };
    const [next] = await read({ fromPosition: between, maxCount: 1 });
    expect(next?.position).toEqual(positions[2]);
    const beyond = { commit: 1n << 60n, prepare: 1n << 60n };
    expect(await read({ fromPosition: beyond })).toEqual([]);
  });

  onEmbedded('leaves out the books that a server keeps for itself', async () => {
    const { first } = await written();
    const hidden = [
      '$epoch-information',
      `$persistentsubscription-$all::${stream()}-checkpoint`,
      `$persistentsubscription-$all::${stream()}-parked`,
    ];
    const shown = `$persistentsubscription-${stream()}-checkpoint`;
    for (const name of [...hidden, shown]) await store.client.appendToStream(name, event());
    const names = (await read({ fromPosition: first })).map(({ streamId }) => streamId);
    expect(names.filter((name) => hidden.includes(name))).toEqual([]);
    expect(names).toContain(shown);
  });

  onEmbedded('of nothing is refused with code 2, as of a stream', async () => {
    expect(await refusal(store.client.readAll({ maxCount: 0 }))).toMatchObject({ type: 'unknown', code: 2 });
  });
});
