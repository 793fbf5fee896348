import { type Expected, expectedNumber } from '../semantics/append-decision';

/** gRPC's status codes, as far as they are used. */
export const CODE = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** How a call fails: a status and, for the client's error classes, named trailers. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly code: number;
  readonly trailers: Readonly<Record<string, string>>;

  constructor(code: number, message: string, trailers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.trailers = trailers;
  }
}

export const badRequest = (message: string): CallFailure => new CallFailure(CODE.INVALID_ARGUMENT, message);

export const streamDeleted = (stream: string): CallFailure =>
  new CallFailure(CODE.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': ascii(stream),
  });

/** In the words of the server, which clients of other makes take apart. */
export const wrongRevision = (
  operation: 'Delete' | 'Tombstone',
  stream: string,
  expected: Expected,
  current: number,
): CallFailure =>
  new CallFailure(
    CODE.FAILED_PRECONDITION,
    `${operation} failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expectedNumber(expected)}, ` +
      `Actual version: ${current}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': ascii(stream),
      'expected-version': expectedNumber(expected),
      'actual-version': String(current),
    },
  );

export const tooLarge = (maximum: number): CallFailure =>
  new CallFailure(CODE.INVALID_ARGUMENT, `An append may hold at most ${maximum} bytes.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(maximum),
  });

export const metadataMissing = (): CallFailure =>
  new CallFailure(CODE.INVALID_ARGUMENT, "An event needs the metadata 'type' and 'content-type'.", {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

export const accessDenied = (code: number, message: string): CallFailure =>
  new CallFailure(code, message, { exception: 'access-denied' });

/** Trailers are ASCII: what is not is percent-encoded, as in a URL. */
const ascii = (text: string): string =>
  text.replace(/[^\x20-\x7e]+/gu, (other) => encodeURIComponent(other.toWellFormed()));
