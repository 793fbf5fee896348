import { join } from 'node:path';
import { loadSync } from '@grpc/proto-loader';
import fc from 'fast-check';
import { type EventId, eventId, wordsAt } from './event-id';
import { TOMBSTONE } from './event-index';
import { keysOf, type PlacedEvent, PREFIX, parseRecord, WireRecord } from './record';

// The other reader: protobuf as everybody else understands it.
const definitions = loadSync('streams.proto', {
  includeDirs: [join(__dirname, '../protocol')],
  keepCase: true,
  longs: String,
});
const streams = definitions['event_store.client.streams.Streams'] as unknown as {
  Read: {
    responseDeserialize: (bytes: Buffer) => { event: { event: Record<string, unknown>; commit_position: string } };
  };
};

const encoded = (event: PlacedEvent, position: number): Buffer => {
  const record = new WireRecord(event, position);
  const bytes = Buffer.alloc(record.length + 7, 0xff);
  expect(record.write(bytes, 7)).toBe(bytes.length);
  return bytes;
};

const text = fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' });
const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
const anyEvent: fc.Arbitrary<PlacedEvent> = fc.record({
  id: fc.uuid().map((uuid) => eventId(uuid) as EventId),
  stream: text,
  type: text,
  revision: fc.oneof(fc.nat(), fc.constant(TOMBSTONE)),
  isJson: fc.boolean(),
  metadata: bytes,
  data: bytes,
  created: fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String),
});
const anyPosition = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe('An event in wire form', () => {
  it('is the protobuf message that the protocol describes, behind its gRPC prefix', () =>
    fc.assert(
      fc.property(anyEvent, anyPosition, (event, position) => {
        const written = encoded(event, position).subarray(7);
        expect([written[0], written.readUInt32BE(1)]).toEqual([0, written.length - PREFIX]);
        const { event: read } = streams.Read.responseDeserialize(written.subarray(PREFIX));
        const empty = (field: Buffer) => (field.length > 0 ? field : undefined);
        expect(read).toEqual({
          event: {
            id: { string: event.id.text },
            stream_identifier: { stream_name: Buffer.from(event.stream) },
            stream_revision: event.revision === TOMBSTONE ? '9223372036854775807' : String(event.revision),
            prepare_position: String(position),
            commit_position: String(position),
            metadata: {
              type: event.type,
              created: event.created,
              'content-type': event.isJson ? 'application/json' : 'application/octet-stream',
            },
            ...(empty(event.metadata) && { custom_metadata: event.metadata }),
            ...(empty(event.data) && { data: event.data }),
          },
          commit_position: String(position),
        });
      }),
    ));

  it('is read back as it was written', () =>
    fc.assert(
      fc.property(anyEvent, anyPosition, (event, position) => {
        const { id, ...rest } = event;
        const { recorded, idText, ...read } = parseRecord(encoded(event, position), 7);
        expect({ ...read, idText }).toEqual({ ...rest, id: id.words, idText: id.text, position });
        expect(recorded.length).toBeGreaterThan(0);
      }),
    ));

  it('gives its keys to the index without being decoded', () =>
    fc.assert(
      fc.property(anyEvent, anyPosition, (event, position) => {
        const written = encoded(event, position);
        const keys = keysOf(written, 7, { id: 0, nameStart: 0, nameEnd: 0, revision: 0, typeStart: 0, typeEnd: 0 });
        expect(wordsAt(written, keys.id)).toEqual(event.id.words);
        expect(written.toString('utf8', keys.nameStart, keys.nameEnd)).toBe(event.stream);
        expect(written.toString('utf8', keys.typeStart, keys.typeEnd)).toBe(event.type);
        expect(keys.revision).toBe(event.revision);
      }),
    ));
});

describe('An event id', () => {
  it('is the same however it is written', () => {
    const written = [
      '8F14E45F-CEEA-467F-9575-1A0A2B3C4D5E',
      '8f14e45f-ceea-467f-9575-1a0a2b3c4d5e',
      '8f14e45fceea467f95751a0a2b3c4d5e',
    ];
    expect(new Set(written.map((one) => JSON.stringify(eventId(one)))).size).toBe(1);
    expect(eventId('8f14e45f-ceea-467f-9575-1a0a2b3c4d5e')?.words).toEqual([
      0x8f14e45f, 0xceea467f, 0x95751a0a, 0x2b3c4d5e,
    ]);
  });
  it.each(['', 'x', '8f14e45f-ceea-467f-9575-1a0a2b3c4d5', 'g'.repeat(32)])('is not %p', (not) =>
    expect(eventId(not)).toBeUndefined(),
  );
});
