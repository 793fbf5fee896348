// One event in the form in which it is stored and sent. Invariant: these bytes are written once and never re-encoded, so
// that every reader gets what was acknowledged (I1).
import { type EventId, wordsAt } from './event-id';
import { TOMBSTONE } from './event-index';
import { Fields, putVarint, varintLength } from './wire';

/** An event as it is to be written. */
export type NewEvent = {
  readonly id: EventId;
  readonly type: string;
  readonly isJson: boolean;
  readonly metadata: Buffer;
  readonly data: Buffer;
  /** 100-nanosecond ticks since 1970, decimal: as it is sent. */
  readonly created: string;
};
export type PlacedEvent = NewEvent & { readonly stream: string; readonly revision: number };
export const isTombstone = ({ revision }: PlacedEvent): boolean => revision === TOMBSTONE;

/** gRPC puts a flag and a length before each message. Records are kept with it, so that reading is copying. */
export const PREFIX = 5;
const CHECKSUM = 4;

const ID_FIELD = 40;
const [JSON_TYPE, BINARY_TYPE] = [Buffer.from('application/json'), Buffer.from('application/octet-stream')];
const [TYPE, CREATED, CONTENT_TYPE] = [Buffer.from('type'), Buffer.from('created'), Buffer.from('content-type')];
const MAX_REVISION = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);

/**
 * One event in wire form, measured: a complete `ReadResp` behind its gRPC prefix. Positions are part of the message, so
 * it is measured and written for one place in the log.
 */
export class WireRecord {
  readonly length: number;
  readonly #event: PlacedEvent;
  readonly #position: number;
  readonly #nameLength: number;
  readonly #typeLength: number;
  readonly #recorded: number;
  readonly #read: number;

  constructor(event: PlacedEvent, position: number) {
    this.#event = event;
    this.#position = position;
    this.#nameLength = Buffer.byteLength(event.stream);
    this.#typeLength = Buffer.byteLength(event.type);
    const place = 1 + varintLength(position);
    this.#recorded =
      ID_FIELD +
      delimited(delimited(this.#nameLength)) +
      1 +
      (event.revision === TOMBSTONE ? MAX_REVISION.length : varintLength(event.revision)) +
      place * 2 +
      delimited(entryLength(TYPE, this.#typeLength)) +
      delimited(entryLength(CREATED, event.created.length)) +
      delimited(entryLength(CONTENT_TYPE, contentType(event).length)) +
      (event.metadata.length > 0 ? delimited(event.metadata.length) : 0) +
      (event.data.length > 0 ? delimited(event.data.length) : 0);
    this.#read = delimited(this.#recorded) + place;
    this.length = PREFIX + delimited(this.#read);
  }

  /** Answers the offset behind it. */
  write(bytes: Buffer, start: number): number {
    const event = this.#event;
    bytes[start] = 0;
    bytes.writeUInt32BE(this.length - PREFIX, start + 1);
    let at = putHead(bytes, start + PREFIX, 0x0a, this.#read);
    at = putHead(bytes, at, 0x0a, this.#recorded);
    at = putHead(bytes, at, 0x0a, 38);
    at = putHead(bytes, at, 0x12, 36);
    at += bytes.write(event.id.text, at, 'latin1');
    at = putHead(bytes, at, 0x12, delimited(this.#nameLength));
    at = putHead(bytes, at, 0x1a, this.#nameLength);
    at += bytes.write(event.stream, at);
    bytes[at++] = 0x18;
    at = event.revision === TOMBSTONE ? at + MAX_REVISION.copy(bytes, at) : putVarint(bytes, at, event.revision);
    at = putHead(bytes, at, 0x20, this.#position);
    at = putHead(bytes, at, 0x28, this.#position);
    at = putKey(bytes, at, TYPE, this.#typeLength);
    at += bytes.write(event.type, at);
    at = putKey(bytes, at, CREATED, event.created.length);
    at += bytes.write(event.created, at, 'latin1');
    at = putKey(bytes, at, CONTENT_TYPE, contentType(event).length);
    at += contentType(event).copy(bytes, at);
    if (event.metadata.length > 0) at = putBytes(bytes, at, 0x3a, event.metadata);
    if (event.data.length > 0) at = putBytes(bytes, at, 0x42, event.data);
    return putHead(bytes, at, 0x18, this.#position);
  }
}

const contentType = ({ isJson }: NewEvent): Buffer => (isJson ? JSON_TYPE : BINARY_TYPE);
const delimited = (length: number): number => 1 + varintLength(length) + length;
const entryLength = (key: Buffer, value: number): number => delimited(key.length) + delimited(value);
const putHead = (bytes: Buffer, at: number, tag: number, value: number): number => {
  bytes[at] = tag;
  return putVarint(bytes, at + 1, value);
};
const putBytes = (bytes: Buffer, at: number, tag: number, value: Buffer): number => {
  const start = putHead(bytes, at, tag, value.length);
  return start + value.copy(bytes, start);
};
const putKey = (bytes: Buffer, at: number, key: Buffer, value: number): number => {
  const entry = putHead(bytes, at, 0x32, entryLength(key, value));
  return putHead(bytes, putBytes(bytes, entry, 0x0a, key), 0x12, value);
};

/** How long the record is that starts here, prefix included. */
export const recordLength = (bytes: Buffer, start: number): number => PREFIX + bytes.readUInt32BE(start + 1);
/** In the log each record is followed by its own checksum, so that a single one can be read back and trusted. */
export const storedLength = (record: number): number => record + CHECKSUM;

/** Where the keys of a record stand in a buffer. */
export type RecordKeys = {
  id: number;
  nameStart: number;
  nameEnd: number;
  revision: number;
  typeStart: number;
  typeEnd: number;
};

/**
 * The keys of a record that this build wrote, whose checksum was right: every field stands where `WireRecord` puts it.
 * A million of these are read at a start; nothing is allocated.
 */
export const keysOf = (bytes: Buffer, start: number, into: RecordKeys): RecordKeys => {
  let at = afterVarint(bytes, start + PREFIX + 1);
  at = afterVarint(bytes, at + 1);
  into.id = at + 4;
  at = afterVarint(bytes, at + ID_FIELD + 1);
  into.nameStart = afterVarint(bytes, at + 1);
  into.nameEnd = into.nameStart + varintAt(bytes, at + 1);
  at = into.nameEnd + 1;
  const revision = varintAt(bytes, at);
  into.revision = Math.min(revision, TOMBSTONE);
  at = afterVarint(bytes, at);
  at = afterVarint(bytes, at + 1);
  at = afterVarint(bytes, at + 1);
  at = afterVarint(bytes, at + 1) + 2 + TYPE.length;
  into.typeStart = afterVarint(bytes, at + 1);
  into.typeEnd = into.typeStart + varintAt(bytes, at + 1);
  return into;
};

const varintAt = (bytes: Buffer, at: number): number => {
  let [value, scale] = [0, 1];
  for (let next = at; ; next++) {
    const byte = bytes[next] as number;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 0x80;
  }
};

const afterVarint = (bytes: Buffer, at: number): number => {
  let next = at;
  while ((bytes[next] as number) >= 0x80) next++;
  return next + 1;
};

/** An event as it was read: what is not needed is not decoded. */
export type StoredEvent = {
  readonly id: EventId['words'];
  readonly idText: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly created: string;
  readonly isJson: boolean;
  readonly metadata: Buffer;
  readonly data: Buffer;
  /** The `RecordedEvent` message, to be wrapped anew (a link and its target, another form of id). */
  readonly recorded: Buffer;
};

const EMPTY: Buffer = Buffer.alloc(0);

/** Reads back one wire record. Throws `RangeError` where it is none. */
export const parseRecord = (bytes: Buffer, start = 0): StoredEvent => {
  const end = start + recordLength(bytes, start);
  const [readStart, readEnd] = only(bytes, start + PREFIX, end);
  const [recordedStart, recordedEnd] = only(bytes, readStart, readEnd);
  const found: FoundFields = { id: EMPTY, stream: '', revision: 0, position: 0, metadata: EMPTY, data: EMPTY };
  const system: Record<string, string> = {};
  const fields = new Fields(bytes, recordedStart, recordedEnd);
  while (fields.next()) readField(found, system, bytes, fields);
  return {
    ...found,
    id: wordsAt(found.id, 0),
    idText: found.id.toString('latin1'),
    type: system.type ?? '',
    created: system.created ?? '0',
    isJson: system['content-type'] === 'application/json',
    recorded: bytes.subarray(recordedStart, recordedEnd),
  };
};

type FoundFields = { id: Buffer; stream: string; revision: number; position: number; metadata: Buffer; data: Buffer };

/** One field of a `RecordedEvent`; those that are not needed (the prepare position) are passed over. */
const readField = (into: FoundFields, system: Record<string, string>, bytes: Buffer, at: Fields): void => {
  switch (at.field) {
    case 1:
      into.id = bytes.subarray(at.start + 2, at.end);
      break;
    case 2:
      into.stream = bytes.toString('utf8', ...only(bytes, at.start, at.end, 3));
      break;
    case 3:
      into.revision = Math.min(at.value, TOMBSTONE);
      break;
    case 5:
      into.position = at.value;
      break;
    case 6: {
      const [key, value] = entry(bytes, at.start, at.end);
      system[key] = value;
      break;
    }
    case 7:
      into.metadata = bytes.subarray(at.start, at.end);
      break;
    case 8:
      into.data = bytes.subarray(at.start, at.end);
      break;
  }
};

const only = (bytes: Buffer, start: number, end: number, field = 1): [start: number, end: number] => {
  const fields = new Fields(bytes, start, end);
  while (fields.next()) if (fields.field === field) return [fields.start, fields.end];
  throw new RangeError('The record lacks a part.');
};

const entry = (bytes: Buffer, start: number, end: number): [string, string] => {
  const fields = new Fields(bytes, start, end);
  let [key, value] = ['', ''];
  while (fields.next()) {
    const text = bytes.toString('utf8', fields.start, fields.end);
    if (fields.field === 1) key = text;
    else value = text;
  }
  return [key, value];
};
