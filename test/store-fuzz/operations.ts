// What the fuzz does to a store: operations as data, so that a history can be shrunk and done again.
import * as fc from 'fast-check';

export type Expected = 'any' | 'no_stream' | 'stream_exists' | number;
export type Operation =
  | { do: 'append'; stream: number; expected: Expected; ids: readonly number[]; via: 'Append' | 'BatchAppend' }
  | { do: 'delete' | 'tombstone'; stream: number; expected: Expected }
  | { do: 'describe'; stream: number; metadata: string; via: 'Append' | 'BatchAppend' }
  | { do: 'read'; stream: number; backwards: boolean; from: number | 'start' | 'end'; count: number }
  | { do: 'read metadata'; stream: number }
  | { do: 'follow'; stream: number }
  | { do: 'follow all'; by: 'stream' | 'type' };

const STREAMS = 3;
const stream = fc.nat(STREAMS - 1);
const revision = fc.nat(8);
const via = fc.constantFrom('Append' as const, 'BatchAppend' as const);
const expected: fc.Arbitrary<Expected> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('any' as const, 'no_stream' as const, 'stream_exists' as const) },
  { weight: 2, arbitrary: revision },
);
/** Of each key what is right, out of range, and of a wrong kind; and what is no metadata at all. */
const METADATA = [
  '{}',
  '{"$maxCount":2}',
  '{"$maxCount":0,"$tb":1}',
  '{"$maxCount":-1}',
  '{"$maxCount":"2"}',
  '{"$tb":2}',
  '{"$tb":-1,"$maxCount":1}',
  '{"$tb":9223372036854775807}',
  '{"$tb":9223372036854775807,"owner":"rosa"}',
  '{"$maxAge":3600}',
  '{"$maxAge":0,"$maxCount":1}',
  '{"$maxAge":922337203686,"$maxCount":1}',
  '{"$cacheControl":0,"$tb":1}',
  '{"$acl":{"$r":["$all"]},"$maxCount":3}',
  '{"$acl":7,"$maxCount":1}',
  '[1]',
  'no JSON',
];

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      stream,
      expected,
      ids: fc.array(fc.nat(7), { minLength: 0, maxLength: 3 }),
      via,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), stream, expected }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tombstone' as const), stream, expected }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('describe' as const), stream, metadata: fc.constantFrom(...METADATA), via }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      stream,
      backwards: fc.boolean(),
      from: fc.oneof(revision, fc.constantFrom('start' as const, 'end' as const)),
      count: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read metadata' as const), stream }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('follow' as const), stream }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('follow all' as const), by: fc.constantFrom('stream', 'type') }),
  },
) as fc.Arbitrary<Operation>;

export const LONGEST = 40;
export const histories = fc.array(operation, { minLength: 1, maxLength: LONGEST, size: 'max' });
