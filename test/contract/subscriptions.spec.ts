// Subscriptions to streams and to $all without filter (docs/embedded-store.md).
import { type Position, type ResolvedEvent, StreamDeletedError } from '@eventstore/db-client';
import { all, contract, event, events, refusal, stream } from './contract';
import { kinds, named, within } from './raw';
import { revisionsOf, subscribed } from './subscribed';
import { onEmbedded } from './under-test';

const store = contract();

const toStream = (name: string, fromRevision: 'start' | 'end' | bigint) =>
  subscribed(store.client.subscribeToStream(name, { fromRevision }));
const toAll = (fromPosition: 'start' | 'end' | Position) => subscribed(store.client.subscribeToAll({ fromPosition }));
const of =
  (...names: string[]) =>
  ({ event: one }: ResolvedEvent) =>
    names.includes(one?.streamId ?? '');
const append = async (name: string, count = 1): Promise<Position> => {
  const { position } = await store.client.appendToStream(name, events(count));
  if (!position) throw new Error('The append answered no position.');
  return position;
};

describe('A subscription to a stream', () => {
  it('confirms, gives what is there in order, says that it has caught up, and goes on live', async () => {
    const name = stream();
    await append(name, 3);
    const subscription = toStream(name, 'start');
    await subscription.caughtUp();
    expect(subscription.said).toEqual(['confirmation', 'event', 'event', 'event', 'caughtUp']);
    await append(name, 2);
    await append(name);
    expect(revisionsOf(await subscription.have(6))).toEqual([0, 1, 2, 3, 4, 5]);
    await subscription.end();
  });

  it('names itself when it confirms', async () => {
    const name = stream();
    const call = store.raw.follow({ stream: { streamIdentifier: named(name), start: {} }, subscription: {} });
    const [first] = await call.until((said) => said.length >= 2);
    expect(kinds(call.said)).toEqual(['confirmation', 'caughtUp']);
    expect(within(first, 'confirmation', 'subscriptionId')).toMatch(/\S/);
    call.cancel();
  });

  it.each<[string, 'start' | 'end' | bigint, number[]]>([
    ['a revision begins after it', 1n, [2, 3, 4]],
    ['the last revision waits for the next', 2n, [3, 4]],
    ['a revision that is yet to come skips what lies before', 3n, [4]],
    ['the end gives only what comes', 'end', [3, 4]],
  ])('from %s', async (_title, from, expected) => {
    const name = stream();
    await append(name, 3);
    const subscription = toStream(name, from);
    await subscription.caughtUp();
    await append(name, 2);
    expect(revisionsOf(await subscription.have(expected.length))).toEqual(expected);
    await subscription.end();
  });

  it('may be made before the stream is', async () => {
    const name = stream();
    const subscription = toStream(name, 'start');
    await subscription.caughtUp();
    expect(subscription.said).toEqual(['confirmation', 'caughtUp']);
    await append(name, 2);
    expect(revisionsOf(await subscription.have(2))).toEqual([0, 1]);
    await subscription.end();
  });

  it('gives no event twice and none out of order while many are written', async () => {
    const name = stream();
    const subscription = toStream(name, 'start');
    for (let n = 0; n < 60; n++) await append(name, 5);
    expect(revisionsOf(await subscription.have(300))).toEqual(Array.from({ length: 300 }, (_, n) => n));
    await subscription.end();
  });

  it('is resumed from the last revision seen, without gap or copy', async () => {
    const name = stream();
    await append(name, 10);
    const seen: number[] = [];
    for (let from: 'start' | bigint = 'start'; seen.length < 20; from = BigInt(seen.at(-1) ?? 0)) {
      const subscription = toStream(name, from);
      await append(name, 3);
      seen.push(...revisionsOf((await subscription.have(3)).slice(0, 3)));
      await subscription.end();
    }
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, n) => n));
  });

  it('leaves out what truncation hides', async () => {
    const name = stream();
    await append(name, 4);
    await store.client.setStreamMetadata(name, { truncateBefore: 2 });
    const subscription = toStream(name, 'start');
    await subscription.caughtUp();
    expect(revisionsOf(subscription.events)).toEqual([2, 3]);
    await subscription.end();
  });

  it('to a tombstone fails', async () => {
    const name = stream();
    await store.client.tombstoneStream(name);
    expect(await refusal(store.client.subscribeToStream(name))).toBeInstanceOf(StreamDeletedError);
  });

  it('sees the tombstone that ends it', async () => {
    const name = stream();
    await append(name);
    const subscription = toStream(name, 'start');
    await subscription.caughtUp();
    await store.client.tombstoneStream(name);
    expect(await subscription.failure()).toMatchObject({ type: 'stream-deleted', streamName: name });
    expect(subscription.events.map(({ event: one }) => one?.type)).toEqual(['Happened', '$streamDeleted']);
  });

  it('outlives a soft delete and goes on where the stream does', async () => {
    const name = stream();
    await append(name, 2);
    const subscription = toStream(name, 'start');
    await subscription.caughtUp();
    await store.client.deleteStream(name);
    await append(name);
    expect(revisionsOf(await subscription.have(3))).toEqual([0, 1, 2]);
    await subscription.end();
  });
});

describe('A subscription to $all', () => {
  it('gives everything after a position, in the order of $all, then goes on live', async () => {
    const names = [stream(), stream()] as const;
    const first = await append(names[0]);
    await append(names[1], 2);
    await append(names[0]);
    const subscription = toAll(first);
    await subscription.caughtUp();
    expect(subscription.said[0]).toBe('confirmation');
    await store.client.deleteStream(names[0]);
    await append(names[1]);
    const seen = await subscription.have(5, of(...names, `$$${names[0]}`));
    expect(seen.map(({ event: one }) => [names.indexOf(one?.streamId ?? ''), Number(one?.revision)])).toEqual([
      [1, 0],
      [1, 1],
      [0, 1],
      [-1, 0],
      [1, 2],
    ]);
    const positions = subscription.events.map(({ commitPosition }) => commitPosition ?? 0n);
    expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
    await subscription.end();
  });

  it('from the start begins with the very first event', async () => {
    const [first] = await all(store.client.readAll({ maxCount: 1 }));
    const subscription = toAll('start');
    const [seen] = await subscription.have(1);
    expect(seen?.event?.position).toEqual(first?.event?.position);
    await subscription.end();
  });

  it('from the end gives what is written after it is confirmed', async () => {
    const name = stream();
    await append(name);
    const subscription = toAll('end');
    await subscription.confirmed();
    await append(name);
    expect(revisionsOf(await subscription.have(1, of(name)))).toEqual([1]);
    await subscription.end();
  });

  onEmbedded('from beyond the end waits, and passes over what comes before it', async () => {
    const name = stream();
    const [first, second] = [await append(name), await append(name)];
    // All three are of one size, give or take a byte or two: the next one stands before this place, the one behind it not.
    const beyond = second.commit + ((second.commit - first.commit) * 3n) / 2n;
    const subscription = toAll({ commit: beyond, prepare: beyond });
    await subscription.confirmed();
    await append(name);
    await append(name);
    expect(revisionsOf(await subscription.have(1))).toEqual([3]);
    await subscription.end();
  });

  it('shows a tombstone', async () => {
    const name = stream();
    const position = await append(name);
    const subscription = toAll(position);
    await subscription.caughtUp();
    await store.client.tombstoneStream(name);
    const [tombstone] = await subscription.have(1, of(name));
    expect(tombstone?.event?.type).toBe('$streamDeleted');
    await subscription.end();
  });

  it('says the same to each of many subscribers', async () => {
    const name = stream();
    const from = await append(name);
    const subscriptions = Array.from({ length: 10 }, () => toAll(from));
    for (let n = 0; n < 20; n++) await append(name, 2);
    for (const subscription of subscriptions) {
      expect(revisionsOf(await subscription.have(40, of(name)))).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
      await subscription.end();
    }
  });
});

describe('A slow subscriber', () => {
  it('holds up nobody, and has missed nothing when it goes on', async () => {
    const name = stream();
    const from = await append(name);
    const slow = toAll(from);
    const quick = toStream(name, 'start');
    await slow.confirmed();
    slow.pause();
    const text = 'x'.repeat(4_000);
    for (let n = 0; n < 40; n++)
      await store.client.appendToStream(
        name,
        Array.from({ length: 100 }, () => event({ n, text })),
      );
    await quick.have(4_001);
    slow.resume();
    const expected = Array.from({ length: 4_000 }, (_, n) => n + 1);
    expect(revisionsOf(await slow.have(4_000, of(name)))).toEqual(expected);
    expect(slow.said).not.toContain('fellBehind');
    await Promise.all([slow.end(), quick.end()]);
  });
});
