// BatchAppend is where nearly all appends arrive: its messages are read and written by hand, in the form that clients send.
// Whatever is put in another way, or is no message at all, goes through the general codec, which has the last word.
import { Fields, putVarint, varintLength } from '../storage/wire';
import { type BatchAppendOptions, type BatchAppendReq, CODECS, type ProposedMessage } from './codec';

class Unusual extends Error {}
/** Made once: it is only ever caught below. */
const UNUSUAL = new Unusual();
const unusual = (): never => {
  throw UNUSUAL;
};

/** Throws where the bytes are no such message. */
export const decodeBatchAppend = (bytes: Buffer): BatchAppendReq => {
  try {
    return request(bytes);
  } catch (error) {
    if (error !== UNUSUAL && !(error instanceof RangeError)) throw error;
    return CODECS.batchAppend.decode(bytes);
  }
};

const request = (bytes: Buffer): BatchAppendReq => {
  const read: BatchAppendReq = { proposed_messages: [] };
  for (const fields = new Fields(bytes, 0, bytes.length); fields.next(); ) {
    const { start, end } = fields;
    if (fields.tag === 0x0a && read.correlation_id === undefined) read.correlation_id = uuid(bytes, start, end);
    else if (fields.tag === 0x12 && read.options === undefined) read.options = options(bytes, start, end);
    else if (fields.tag === 0x1a) read.proposed_messages.push(proposed(bytes, start, end));
    else if (fields.tag === 0x20) read.is_final = fields.value !== 0;
    else unusual();
  }
  return read;
};

const uuid = (bytes: Buffer, from: number, to: number) => {
  const fields = new Fields(bytes, from, to);
  if (!fields.next() || fields.tag !== 0x12 || fields.end !== to) unusual();
  return { string: ascii(bytes, fields.start, to) };
};

const options = (bytes: Buffer, from: number, to: number): BatchAppendOptions => {
  const read: BatchAppendOptions = {};
  for (const fields = new Fields(bytes, from, to); fields.next(); ) {
    if (fields.tag === 0x0a) readStream(read, bytes, fields);
    else if (fields.tag === 0x32 || fields.tag === 0x3a) readDeadline(read, bytes, fields);
    else readExpected(read, fields);
  }
  return read;
};

const readStream = (into: BatchAppendOptions, bytes: Buffer, { start, end }: Fields): void => {
  const name = new Fields(bytes, start, end);
  if (into.stream_identifier !== undefined || !name.next() || name.tag !== 0x1a || name.end !== end) unusual();
  into.stream_identifier = { stream_name: bytes.subarray(name.start, end) };
};

/** Only one of the two forms is usual. */
const readDeadline = (into: BatchAppendOptions, bytes: Buffer, { tag, start, end }: Fields): void => {
  if (into.deadline_21_10_0 || into.deadline) unusual();
  into[tag === 0x32 ? 'deadline_21_10_0' : 'deadline'] = time(bytes, start, end);
};

/** And only one of these four. */
const readExpected = (into: BatchAppendOptions, { tag, value, start, end }: Fields): void => {
  if (into.stream_position !== undefined || into.no_stream || into.any || into.stream_exists) unusual();
  if (tag === 0x10) into.stream_position = String(Number.isSafeInteger(value) ? value : unusual());
  else if (start !== end) unusual();
  else if (tag === 0x1a) into.no_stream = {};
  else if (tag === 0x22) into.any = {};
  else if (tag === 0x2a) into.stream_exists = {};
  else unusual();
};

const NANOS_MAX = 999_999_999;

const time = (bytes: Buffer, from: number, to: number): { seconds?: string; nanos?: number } => {
  const read: { seconds?: string; nanos?: number } = {};
  for (const fields = new Fields(bytes, from, to); fields.next(); ) {
    if (fields.tag === 0x08 && Number.isSafeInteger(fields.value)) read.seconds = String(fields.value);
    else if (fields.tag === 0x10 && fields.value <= NANOS_MAX) read.nanos = fields.value;
    else unusual();
  }
  return read;
};

const proposed = (bytes: Buffer, from: number, to: number): ProposedMessage => {
  const read: ProposedMessage = {};
  for (const fields = new Fields(bytes, from, to); fields.next(); ) {
    const { start, end } = fields;
    if (fields.tag === 0x0a && read.id === undefined) read.id = uuid(bytes, start, end);
    else if (fields.tag === 0x12) {
      read.metadata ??= {};
      entry(bytes, start, end, read.metadata);
    } else if (fields.tag === 0x1a) read.custom_metadata = bytes.subarray(start, end);
    else if (fields.tag === 0x22) read.data = bytes.subarray(start, end);
    else unusual();
  }
  return read;
};

const entry = (bytes: Buffer, from: number, to: number, into: Record<string, string>): void => {
  const fields = new Fields(bytes, from, to);
  if (!fields.next() || fields.tag !== 0x0a) unusual();
  const key = ascii(bytes, fields.start, fields.end);
  if (!fields.next() || fields.tag !== 0x12 || fields.end !== to) unusual();
  if (key !== 'type' && key !== 'content-type') unusual();
  into[key] = ascii(bytes, fields.start, to);
};

const ascii = (bytes: Buffer, from: number, to: number): string => {
  for (let at = from; at < to; at++) if ((bytes[at] as number) > 0x7f) unusual();
  return bytes.toString('latin1', from, to);
};

/** What is answered to an append that was written: the one that it was, by its correlation and its options. */
type Written = {
  readonly correlation: string;
  readonly stream: Buffer;
  readonly options: BatchAppendOptions;
  /** -1: the stream is still not there. */
  readonly revision: number;
  readonly position: number | undefined;
};

const PREFIX = 5;
const delimited = (length: number): number => 1 + varintLength(length) + length;
const EXPECTED = [
  ['no_stream', 0x32],
  ['any', 0x3a],
  ['stream_exists', 0x42],
] as const;

/** The answer behind its gRPC prefix. */
export const encodeWritten = ({ correlation, stream, options: said, revision, position }: Written): Buffer => {
  const id = delimited(correlation.length);
  const place = position === undefined ? 0 : 2 * (1 + varintLength(position));
  const success = (revision < 0 ? 2 : 1 + varintLength(revision)) + delimited(place);
  const name = delimited(stream.length);
  const named = said.stream_position === undefined ? EXPECTED.find(([expected]) => said[expected]) : undefined;
  const after = said.stream_position === undefined ? 0 : Number(said.stream_position);
  const expected = said.stream_position === undefined ? (named ? 2 : 0) : 1 + varintLength(after);
  const length = delimited(id) + delimited(success) + delimited(name) + expected;
  const bytes = Buffer.allocUnsafe(PREFIX + length);
  bytes[0] = 0;
  bytes.writeUInt32BE(length, 1);
  let at = put(bytes, put(bytes, PREFIX, 0x0a, id), 0x12, correlation.length);
  at = put(bytes, at + bytes.write(correlation, at, 'latin1'), 0x1a, success);
  at = revision < 0 ? put(bytes, at, 0x12, 0) : put(bytes, at, 0x08, revision);
  at = put(bytes, at, position === undefined ? 0x22 : 0x1a, place);
  if (position !== undefined) at = put(bytes, put(bytes, at, 0x08, position), 0x10, position);
  at = put(bytes, put(bytes, at, 0x22, name), 0x1a, stream.length);
  at += stream.copy(bytes, at);
  if (said.stream_position !== undefined) put(bytes, at, 0x28, after);
  else if (named) put(bytes, at, named[1], 0);
  return bytes;
};

const put = (bytes: Buffer, at: number, tag: number, value: number): number => {
  bytes[at] = tag;
  return putVarint(bytes, at + 1, value);
};
