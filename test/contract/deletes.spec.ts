// Soft delete, re-creation and tombstones (docs/embedded-store.md).

import { StreamDeletedError, StreamNotFoundError, WrongExpectedVersionError } from '@eventstore/db-client';
import type { ServiceError } from '@grpc/grpc-js';
import { all, contract, event, recorded, refusal, revisions, stream, TRANSPORTS } from './contract';
import { appendTo, named, proposal } from './raw';

const store = contract();

const softDeleted = async (count = 2) => {
  const name = stream('deleted');
  const written = Array.from({ length: count }, (_, n) => event({ n }));
  await store.client.appendToStream(name, written, { expectedRevision: 'no_stream' });
  const { position } = await store.client.deleteStream(name);
  return { name, written, position };
};

const readsAsMissing = async (name: string) =>
  expect(await refusal(store.client.readStream(name))).toBeInstanceOf(StreamNotFoundError);
const metadataOf = async (name: string) => (await store.client.getStreamMetadata(name)).metadata;

describe('A soft-deleted stream', () => {
  it('reads as missing, both ways, while its events stay in $all', async () => {
    const { name, written } = await softDeleted();
    await readsAsMissing(name);
    expect(
      await refusal(store.client.readStream(name, { direction: 'backwards', fromRevision: 'end' })),
    ).toBeInstanceOf(StreamNotFoundError);
    const tail = await recorded(store.client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 500 }));
    expect(tail.filter(({ streamId }) => streamId === name).map(({ id }) => id)).toEqual(
      written.map(({ id }) => id).toReversed(),
    );
  });

  it('was deleted by one $metadata event, whose position is the answer', async () => {
    const { name, position } = await softDeleted();
    const messages = await store.raw.read({ stream: { streamIdentifier: named(`$$${name}`), start: {} } });
    const [only] = messages.map(({ event: read }) => (read as { event: Record<string, unknown> }).event);
    expect(messages).toHaveLength(1);
    expect(String(only?.data)).toBe('{"$tb":9223372036854775807}');
    expect(only?.metadata).toMatchObject({ type: '$metadata', 'content-type': 'application/json' });
    expect(String(only?.commitPosition)).toBe(String(position?.commit));
  });

  it('loses all metadata it had', async () => {
    const name = stream('deleted');
    await store.client.appendToStream(name, event());
    await store.client.setStreamMetadata(name, { maxCount: 5, owner: 'rosa' });
    await store.client.deleteStream(name);
    await store.client.appendToStream(name, event());
    expect(await metadataOf(name)).toEqual({ truncateBefore: 1 });
  });

  it('may be deleted again', async () => {
    const { name } = await softDeleted();
    await store.client.deleteStream(name);
    await readsAsMissing(name);
  });

  describe.each(TRANSPORTS)('over %s', (_transport, options) => {
    const append = (name: string, expectedRevision: 'any' | 'no_stream' | 'stream_exists' | bigint, one = event()) =>
      store.client.appendToStream(name, one, { expectedRevision, ...options });

    it('is no stream that exists', async () => {
      const { name } = await softDeleted();
      expect(await refusal(append(name, 'stream_exists'))).toBeInstanceOf(StreamDeletedError);
    });

    it.each(['any', 'no_stream', 1n] as const)(
      'is re-created by a write that expects %s, and goes on counting',
      async (expected) => {
        const { name } = await softDeleted();
        expect(await append(name, expected)).toMatchObject({ success: true, nextExpectedRevision: 2n });
        expect(await revisions(store.client, name)).toEqual([2]);
        expect(await metadataOf(name)).toEqual({ truncateBefore: 2 });
        await append(name, 2n);
        expect(await revisions(store.client, name)).toEqual([2, 3]);
      },
    );

    it('is re-created once: a second one that expects no stream comes too late', async () => {
      const { name } = await softDeleted();
      await append(name, 'no_stream');
      expect(await refusal(append(name, 'no_stream'))).toMatchObject({ actualVersion: 2n });
      expect(await revisions(store.client, name)).toEqual([2]);
    });

    it('is not re-created at another revision than its last', async () => {
      const { name } = await softDeleted();
      for (const expected of [0n, 5n])
        expect(await refusal(append(name, expected))).toMatchObject({ expectedVersion: expected, actualVersion: 1n });
      await readsAsMissing(name);
    });

    it('stays deleted when its own first append comes again: recognised, nothing written, no position', async () => {
      const { name, written } = await softDeleted();
      const again = await store.client.appendToStream(name, written, { expectedRevision: 'no_stream', ...options });
      expect(again).toEqual({ success: true, nextExpectedRevision: 1n, position: undefined });
      await readsAsMissing(name);
    });

    it('lives again when metadata is written, keeps that metadata and hides what was', async () => {
      const { name } = await softDeleted();
      const answer = await store.client.setStreamMetadata(
        name,
        { maxCount: 100, owner: 'rosa' },
        { expectedRevision: 0n, ...options },
      );
      expect(answer.nextExpectedRevision).toBe(1n);
      expect(await revisions(store.client, name)).toEqual([]);
      expect(await metadataOf(name)).toEqual({ maxCount: 100, owner: 'rosa', truncateBefore: 2 });
      const [last] = await recorded(
        store.client.readStream(`$$${name}`, { direction: 'backwards', fromRevision: 'end', maxCount: 1 }),
      );
      expect(last?.revision).toBe(2n);
      await append(name, 'any');
      expect(await revisions(store.client, name)).toEqual([2]);
    });
  });

  it('keeps what its metadata says besides the deletion when it is re-created', async () => {
    const name = stream('deleted');
    await store.client.appendToStream(name, [event(), event()]);
    const deletion = proposal({
      metadata: { type: '$metadata', 'content-type': 'application/json' },
      data: '{"$tb":9223372036854775807,"$maxCount":7,"owner":"rosa"}',
    });
    await store.raw.append(appendTo(`$$${name}`, [deletion]));
    await readsAsMissing(name);
    await store.client.appendToStream(name, event(), { expectedRevision: 'no_stream' });
    expect(await metadataOf(name)).toEqual({ truncateBefore: 2, maxCount: 7, owner: 'rosa' });
    expect(await revisions(store.client, name)).toEqual([2]);
  });
});

describe('A delete', () => {
  it.each(['any', 'no_stream'] as const)('of a stream that never was is refused (%s)', async (expectedRevision) => {
    const error = await refusal(store.client.deleteStream(stream(), { expectedRevision }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect((error as WrongExpectedVersionError).actualVersion).toBe(-1n);
  });

  it('checks the revision, and says which there is', async () => {
    const name = stream();
    await store.client.appendToStream(name, [event(), event()]);
    for (const expectedRevision of ['no_stream', 0n, 2n] as const) {
      const error = await refusal(store.client.deleteStream(name, { expectedRevision }));
      const expectedVersion = expectedRevision === 'no_stream' ? -1n : expectedRevision;
      expect(error).toMatchObject({
        type: 'wrong-expected-version',
        streamName: name,
        expectedVersion,
        actualVersion: 1n,
      });
    }
    expect(await revisions(store.client, name)).toEqual([0, 1]);
    await store.client.deleteStream(name, { expectedRevision: 1n });
    await readsAsMissing(name);
  });
});

describe('A tombstoned stream', () => {
  const tombstoned = async (count = 2) => {
    const name = stream('buried');
    if (count > 0)
      await store.client.appendToStream(
        name,
        Array.from({ length: count }, (_, n) => event({ n })),
      );
    const { position } = await store.client.tombstoneStream(name);
    return { name, position };
  };

  it.each([0, 2])('with %i events refuses everything for ever', async (count) => {
    const { name } = await tombstoned(count);
    for (const expectedRevision of ['any', 'no_stream', 'stream_exists', BigInt(count), 9223372036854775807n] as const)
      for (const [, options] of TRANSPORTS)
        expect(
          await refusal(store.client.appendToStream(name, event(), { expectedRevision, ...options })),
        ).toMatchObject({ type: 'stream-deleted', streamName: name });
    expect(await refusal(store.client.readStream(name))).toMatchObject({ type: 'stream-deleted', streamName: name });
    expect(
      await refusal(store.client.readStream(name, { direction: 'backwards', fromRevision: 'end' })),
    ).toBeInstanceOf(StreamDeletedError);
    expect(await refusal(store.client.deleteStream(name))).toBeInstanceOf(StreamDeletedError);
    expect(await refusal(store.client.tombstoneStream(name))).toBeInstanceOf(StreamDeletedError);
    expect(await refusal(store.client.subscribeToStream(name))).toBeInstanceOf(StreamDeletedError);
    expect(await refusal(store.client.getStreamMetadata(name))).toBeInstanceOf(StreamDeletedError);
  });

  it('ends with a $streamDeleted event in $all, at the position that was answered', async () => {
    const { name, position } = await tombstoned(1);
    const [last] = await recorded(store.client.readAll({ fromPosition: position ?? 'start', maxCount: 1 }));
    expect(last).toMatchObject({
      streamId: name,
      type: '$streamDeleted',
      isJson: false,
      revision: 9223372036854775807n,
    });
    expect(last?.data).toHaveLength(0);
    expect(last?.position).toEqual(position);
  });

  it('was at the revision that was expected, if one was', async () => {
    const name = stream();
    await store.client.appendToStream(name, [event(), event()]);
    for (const expectedRevision of ['no_stream', 0n, 2n] as const)
      expect(await refusal(store.client.tombstoneStream(name, { expectedRevision }))).toMatchObject({
        type: 'wrong-expected-version',
        actualVersion: 1n,
      });
    await store.client.tombstoneStream(name, { expectedRevision: 1n });
    expect(await refusal(store.client.readStream(name))).toBeInstanceOf(StreamDeletedError);
  });

  it('may never have been written', async () => {
    for (const expectedRevision of ['any', 'no_stream'] as const) {
      const name = stream();
      await store.client.tombstoneStream(name, { expectedRevision });
      expect(await refusal(all(store.client.readStream(name)))).toBeInstanceOf(StreamDeletedError);
    }
    const existing = { options: { streamIdentifier: named(stream()), streamExists: {} } };
    const error = (await refusal(store.raw.ask('Streams/Tombstone', existing))) as ServiceError;
    expect(error.metadata.get('exception')).toEqual(['wrong-expected-version']);
    expect(error.metadata.get('expected-version')).toEqual(['-4']);
  });

  it('may have been soft-deleted before', async () => {
    const { name } = await softDeleted();
    await store.client.tombstoneStream(name);
    expect(await refusal(store.client.readStream(name))).toBeInstanceOf(StreamDeletedError);
  });
});
