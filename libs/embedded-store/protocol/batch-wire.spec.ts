import { loadSync } from '@grpc/proto-loader';
import fc from 'fast-check';
import { decodeBatchAppend, encodeWritten } from './batch-wire';
import { type BatchAppendOptions, CODECS } from './codec';

// The other reader and writer: protobuf as everybody else understands it.
const definitions = loadSync('streams.proto', { includeDirs: [__dirname], keepCase: true, longs: String });
const { BatchAppend } = definitions['event_store.client.streams.Streams'] as unknown as {
  BatchAppend: {
    requestSerialize: (request: object) => Buffer;
    responseDeserialize: (bytes: Buffer) => object;
  };
};
const encoded = (request: object) => Buffer.from(BatchAppend.requestSerialize(request));

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const text = fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 20 }));
const half = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const uuid = fc.oneof(
  { weight: 4, arbitrary: fc.record({ string: fc.oneof(fc.uuid(), text) }) },
  fc.record({ structured: fc.record({ most_significant_bits: half, least_significant_bits: half }) }),
  fc.constant({}),
);
const number = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map(String);
const time = fc.record(
  { seconds: fc.oneof(fc.maxSafeNat().map(String), half), nanos: fc.integer({ min: -5, max: 2_000_000_000 }) },
  { requiredKeys: [] },
);
const expected = fc.oneof(
  number.map((stream_position) => ({ stream_position })),
  fc.constantFrom({ no_stream: {} }, { any: {} }, { stream_exists: {} }, {}),
);
const deadline = fc.oneof(
  time.map((deadline_21_10_0) => ({ deadline_21_10_0 })),
  time.map((span) => ({ deadline: span })),
  fc.constant({}),
);
const name = fc.oneof(
  bytes.map((stream_name) => ({ stream_identifier: { stream_name } })),
  fc.constantFrom({ stream_identifier: {} }, {}),
);
const options = fc.tuple(name, expected, deadline).map((parts) => Object.assign({}, ...parts) as object);
const metadata = fc.oneof(
  fc.record({ type: text, 'content-type': fc.constantFrom('application/json', 'application/octet-stream') }),
  fc.dictionary(text, text, { maxKeys: 3 }),
);
const proposed = fc.record({ id: uuid, metadata, custom_metadata: bytes, data: bytes }, { requiredKeys: [] });
const request = fc.record(
  { correlation_id: uuid, options, proposed_messages: fc.array(proposed, { maxLength: 4 }), is_final: fc.boolean() },
  { requiredKeys: [] },
);

const outcome = (read: () => unknown) => {
  try {
    return { read: read() };
  } catch {
    return 'no message';
  }
};
const isReadAlike = (message: Buffer) =>
  expect(outcome(() => decodeBatchAppend(message))).toEqual(outcome(() => CODECS.batchAppend.decode(message)));

describe('A message of BatchAppend read by hand', () => {
  it('says what it says to everybody else', () =>
    fc.assert(
      fc.property(request, (message) => isReadAlike(encoded(message))),
      { numRuns: 500 },
    ));

  it('says the same, or is no message either, with bytes changed, missing or doubled', () =>
    fc.assert(
      fc.property(request, fc.nat(), fc.nat({ max: 255 }), fc.nat(), (message, at, byte, cut) => {
        const whole = encoded(message);
        const changed = Buffer.from(whole);
        if (changed.length > 0) changed[at % changed.length] = byte;
        for (const one of [changed, whole.subarray(0, cut % (whole.length + 1)), Buffer.concat([whole, whole])])
          isReadAlike(one);
      }),
      { numRuns: 500 },
    ));

  it('is no message where it is nonsense', () => fc.assert(fc.property(bytes, isReadAlike)));
});

describe('The answer to an append written by hand', () => {
  it('is the message that everybody else writes', () =>
    fc.assert(
      fc.property(
        fc.uuid(),
        bytes,
        expected.filter(({ stream_position = '0' }: BatchAppendOptions) =>
          Number.isSafeInteger(Number(stream_position)),
        ),
        fc.oneof(fc.constant(-1), fc.nat(), fc.maxSafeNat()),
        fc.oneof(fc.constant(undefined), fc.maxSafeNat()),
        (correlation, stream, said: BatchAppendOptions, revision, position) => {
          const written = encodeWritten({ correlation, stream, options: said, revision, position });
          const place = { commit_position: String(position), prepare_position: String(position) };
          const success = {
            ...(revision < 0 ? { no_stream: {} } : { current_revision: revision }),
            ...(position === undefined ? { no_position: {} } : { position: place }),
          };
          const echo = { correlation_id: { string: correlation }, stream_identifier: { stream_name: stream }, ...said };
          const general = CODECS.batchAppend.encode({ ...echo, success });
          expect(written.readUInt32BE(1)).toBe(written.length - 5);
          expect(BatchAppend.responseDeserialize(written.subarray(5))).toEqual(
            BatchAppend.responseDeserialize(general),
          );
        },
      ),
    ));
});
