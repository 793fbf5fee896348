import type { Expected } from '../semantics/append-decision';
import { putVarint, varintLength } from '../storage/wire';
import { CODE } from './failure';

/** How one append of many fails: the call itself goes on. `details` is one typed message, packed by hand. */
export type BatchStatus = { code: number; message: string; details: { type_url: string; value: Buffer } };

const status = (code: number, message: string, type: string, value: Buffer = NOTHING): BatchStatus => ({
  code,
  message,
  details: { type_url: `type.googleapis.com/event_store.client.${type}`, value },
});

const ALREADY_EXISTS = 6;

export const batchStatus = {
  wrongRevision: (stream: string, expected: Expected, current: number): BatchStatus =>
    status(
      ALREADY_EXISTS,
      `'${stream}' is at ${current < 0 ? 'no revision' : `revision ${current}`}, not where it was expected.`,
      'WrongExpectedVersion',
      Buffer.concat([current < 0 ? message(2) : number(1, BigInt(current)), expectedField(expected)]),
    ),
  deleted: (stream: string): BatchStatus =>
    status(
      CODE.NOT_FOUND,
      `Event stream '${stream}' is deleted.`,
      'StreamDeleted',
      message(1, message(3, Buffer.from(stream))),
    ),
  timeout: (): BatchStatus =>
    status(
      CODE.DEADLINE_EXCEEDED,
      'The deadline of this append has passed. It may have been written: try again with the same event ids.',
      'Timeout',
    ),
  accessDenied: (why: string): BatchStatus => status(CODE.PERMISSION_DENIED, why, 'AccessDenied'),
  tooLarge: (maximum: number): BatchStatus =>
    status(
      CODE.INVALID_ARGUMENT,
      `An append may hold at most ${maximum} bytes.`,
      'MaximumAppendSizeExceeded',
      number(1, BigInt(maximum)),
    ),
  badRequest: (why: string): BatchStatus =>
    status(CODE.INVALID_ARGUMENT, why, 'BadRequest', message(1, Buffer.from(why))),
};

const NOTHING = Buffer.alloc(0);

const expectedField = (expected: Expected): Buffer =>
  typeof expected === 'string' ? message(EXPECTED[expected]) : number(3, expected.revision);
const EXPECTED = { any: 4, stream_exists: 5, no_stream: 6 } as const;

const message = (field: number, value: Buffer = NOTHING): Buffer => {
  const head = Buffer.alloc(1 + varintLength(value.length));
  head[0] = (field << 3) | 2;
  putVarint(head, 1, value.length);
  return Buffer.concat([head, value]);
};

const number = (field: number, value: bigint): Buffer => {
  const bytes = [field << 3];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
};
