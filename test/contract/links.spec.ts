// The streams of links by category and by type, which the standard projections make (docs/embedded-store.md).
import { randomUUID } from 'node:crypto';
import { AccessDeniedError, type ResolvedEvent, StreamNotFoundError } from '@eventstore/db-client';
import { until } from '../programs/until';
import { all, contract, event, refusal, TRANSPORTS } from './contract';
import { revisionsOf, subscribed } from './subscribed';
import { onOurs, withProjections } from './under-test';

const store = contract();
const key = (about: string) => about + randomUUID().replaceAll('-', '');

/** Two streams of one category, written in turn, with events of one type that nobody else writes. */
const written = async (count = 3) => {
  const category = key('cat');
  const type = key('Type');
  const [a, b] = [`${category}-a`, `${category}-b-1`] as const;
  const events = Array.from({ length: count }, (_, n) => event({ n }, type));
  for (const [n, one] of events.entries()) await store.client.appendToStream(n % 2 === 0 ? a : b, one);
  return { byCategory: `$ce-${category}`, byType: `$et-${type}`, category, type, a, b, events };
};

type ReadOptions = NonNullable<Parameters<typeof store.client.readStream>[1]>;
const read = (stream: string, options: ReadOptions = {}) => all(store.client.readStream(stream, options));
/** A server's projections write some moments later. */
const whenLinked = async (
  stream: string,
  count: number,
  options: ReadOptions = {},
): Promise<readonly ResolvedEvent[]> => {
  let links: readonly ResolvedEvent[] = [];
  await until(async () => {
    links = await read(stream, options).catch((error) => {
      if (error instanceof StreamNotFoundError) return [];
      throw error;
    });
    return links.length >= count;
  }, `${stream} had ${count} links`);
  expect(links).toHaveLength(count);
  return links;
};
const targets = (links: readonly ResolvedEvent[]) =>
  links.map(({ link, event: one }) => Buffer.from((link ?? one)?.data as Uint8Array).toString('utf8'));

beforeAll(async () => {
  for (const name of ['$by_category', '$by_event_type'] as const)
    await store.client.enableProjection(name).catch(() => undefined);
});

describe.each(['byCategory', 'byType'] as const)('The links %s', (by) => {
  withProjections('name every event, in the order of the log', async () => {
    const { a, b, ...streams } = await written();
    const links = await whenLinked(streams[by], 3);
    expect(targets(links)).toEqual([`0@${a}`, `0@${b}`, `1@${a}`]);
    expect(revisionsOf(links)).toEqual([0, 1, 2]);
  });

  withProjections('are events of their stream, of the type of links, that are no JSON', async () => {
    const streams = await written(1);
    const [only] = await whenLinked(streams[by], 1);
    expect(only?.link).toBeUndefined();
    expect(only?.event).toMatchObject({ type: '$>', streamId: streams[by], revision: 0n, isJson: false });
  });

  withProjections('say in their metadata what caused them, and where that stands', async () => {
    const { a, events, ...streams } = await written(1);
    const [only] = await whenLinked(streams[by], 1);
    const [source] = await read(a);
    const position = Number(source?.event?.position?.commit);
    expect(only?.event?.metadata).toMatchObject({
      $v: expect.stringMatching(/^\d+:-?\d+:\d+:\d+$/),
      $c: position,
      $p: position,
      $causedBy: events[0]?.id,
      ...(by === 'byCategory' && { $o: a }),
    });
  });

  withProjections('lead to the events', async () => {
    const { events, ...streams } = await written();
    const links = await whenLinked(streams[by], 3, { resolveLinkTos: true });
    expect(links.map(({ event: one }) => one?.id)).toEqual(events.map(({ id }) => id));
    expect(links.map(({ event: one }) => one?.data)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    expect(links.every(({ link }) => link?.streamId === streams[by] && link.type === '$>')).toBe(true);
  });

  withProjections('are read from a revision, both ways, as many as are asked for', async () => {
    const streams = await written(5);
    const stream = streams[by];
    await whenLinked(stream, 5);
    const asked = async (options: ReadOptions) => revisionsOf(await read(stream, options));
    expect(await asked({ fromRevision: 2n })).toEqual([2, 3, 4]);
    expect(await asked({ fromRevision: 1n, maxCount: 2 })).toEqual([1, 2]);
    expect(await asked({ fromRevision: 9n })).toEqual([]);
    expect(await asked({ direction: 'backwards', fromRevision: 'end' })).toEqual([4, 3, 2, 1, 0]);
    expect(await asked({ direction: 'backwards', fromRevision: 2n, maxCount: 2 })).toEqual([2, 1]);
    expect(await asked({ direction: 'backwards', fromRevision: 'start' })).toEqual([0]);
  });

  withProjections('read as missing while there is nothing to link', async () => {
    const missing = `${by === 'byType' ? '$et-' : '$ce-'}${key('none')}`;
    expect(await refusal(store.client.readStream(missing))).toBeInstanceOf(StreamNotFoundError);
  });

  withProjections('are followed from the start, and live', async () => {
    const { a, type, ...streams } = await written(2);
    await whenLinked(streams[by], 2);
    const following = subscribed(store.client.subscribeToStream(streams[by], { resolveLinkTos: true }));
    await following.caughtUp();
    await store.client.appendToStream(a, event({ n: 'live' }, type));
    const links = await following.have(3);
    expect(links.map(({ event: one }) => one?.data)).toEqual([{ n: 0 }, { n: 1 }, { n: 'live' }]);
    expect(revisionsOf(links)).toEqual([0, 1, 2]);
    await following.end();
  });

  withProjections('are followed behind a revision, and from the end', async () => {
    const { a, type, ...streams } = await written(3);
    await whenLinked(streams[by], 3);
    const behind = subscribed(store.client.subscribeToStream(streams[by], { fromRevision: 1n }));
    const fromEnd = subscribed(store.client.subscribeToStream(streams[by], { fromRevision: 'end' }));
    await fromEnd.confirmed();
    await store.client.appendToStream(a, event({}, type));
    expect(revisionsOf(await behind.have(2))).toEqual([2, 3]);
    expect(revisionsOf(await fromEnd.have(1))).toEqual([3]);
    await Promise.all([behind.end(), fromEnd.end()]);
  });

  withProjections('are followed before there is anything to link', async () => {
    const category = key('later');
    const type = key('Later');
    const stream = by === 'byType' ? `$et-${type}` : `$ce-${category}`;
    const following = subscribed(store.client.subscribeToStream(stream));
    await following.confirmed();
    await store.client.appendToStream(`${category}-1`, event({}, type));
    expect(targets(await following.have(1))).toEqual([`0@${category}-1`]);
    await following.end();
  });

  withProjections('stay where the events are hidden, and lead nowhere', async () => {
    const { a, ...streams } = await written(3);
    await whenLinked(streams[by], 3);
    await store.client.setStreamMetadata(a, { truncateBefore: 1 });
    const links = await read(streams[by], { resolveLinkTos: true });
    expect(links.map(({ event: one, link }) => [one?.revision, link?.revision])).toEqual([
      [undefined, 0n],
      [0n, 1n],
      [1n, 2n],
    ]);
  });

  onOurs.each(TRANSPORTS)('are written by nobody else, over %s', async (_transport, options) => {
    const streams = await written(1);
    for (const stream of [streams[by], `$$${streams[by]}`])
      expect(await refusal(store.client.appendToStream(stream, event(), options))).toBeInstanceOf(AccessDeniedError);
    expect(await refusal(store.client.deleteStream(streams[by]))).toBeInstanceOf(AccessDeniedError);
    expect(await refusal(store.client.tombstoneStream(streams[by]))).toBeInstanceOf(AccessDeniedError);
    expect(await read(streams[by])).toHaveLength(1);
  });
});

describe('The links by category', () => {
  withProjections('begin where the first dash is, and are of no system stream', async () => {
    const category = key('cat');
    await store.client.appendToStream(`${category}-1-2-3`, event());
    await store.client.appendToStream(category, event());
    await store.client.setStreamMetadata(`${category}-1-2-3`, { owner: 'rosa' });
    expect(targets(await whenLinked(`$ce-${category}`, 1))).toEqual([`0@${category}-1-2-3`]);
  });

  withProjections('link what an event links', async () => {
    const { a } = await written(1);
    const category = key('links');
    await store.client.appendToStream(`${category}-1`, {
      ...event(),
      type: '$>',
      contentType: 'application/octet-stream' as const,
      data: Buffer.from(`0@${a}`),
    });
    expect(targets(await whenLinked(`$ce-${category}`, 1))).toEqual([`0@${a}`]);
  });

  withProjections('name the deletion of a stream, and its tombstone', async () => {
    const { byCategory, a, b } = await written(2);
    await store.client.deleteStream(a);
    await store.client.tombstoneStream(b);
    const links = await whenLinked(byCategory, 4);
    expect(targets(links)).toEqual([`0@${a}`, `0@${b}`, `0@$$${a}`, `9223372036854775807@${b}`]);
    expect(links.slice(2).map(({ event: one }) => one?.metadata)).toEqual([
      expect.objectContaining({ $o: a, $deleted: -1 }),
      expect.objectContaining({ $o: b, $deleted: -1 }),
    ]);
  });

  withProjections('lead nowhere in a stream that was deleted', async () => {
    const { byCategory, a, b } = await written(2);
    await store.client.deleteStream(a);
    await store.client.tombstoneStream(b);
    const links = await whenLinked(byCategory, 4, { resolveLinkTos: true });
    expect(links.map(({ event: one }) => one?.type)).toEqual([undefined, undefined, '$metadata', undefined]);
  });
});

describe('The links by type', () => {
  withProjections('have metadata too, but not that which deletes', async () => {
    const { a } = await written(1);
    await store.client.setStreamMetadata(a, { owner: 'rosa' });
    await store.client.deleteStream(a);
    await until(async () => {
      const metadata = await read('$et-$metadata', { direction: 'backwards', fromRevision: 'end', maxCount: 50 });
      return targets(metadata).includes(`0@${a}`);
    }, 'the metadata was linked');
    const metadata = await read('$et-$metadata', { direction: 'backwards', fromRevision: 'end', maxCount: 50 });
    expect(targets(metadata)).not.toContain(`1@${a}`);
    const deleted = await read('$et-$deleted', { direction: 'backwards', fromRevision: 'end', maxCount: 50 });
    expect(targets(deleted)).toContain(`1@${a}`);
  });
});
