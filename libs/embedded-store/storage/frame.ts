import { crc32 } from 'node:zlib';
import { type PlacedEvent, recordLength, storedLength, WireRecord } from './record';

/*
 * One append is one frame, whole or absent:
 *    0  magic        u32     to find frames again behind damage
 *    4  length       u32     of the frame, head included
 *    8  checksum     u32     CRC-32 of everything behind it
 *   12  count        u32     events in it
 *   16  position     u48     where the frame stands in the log: a frame in a wrong place is not believed
 *   22  batch        u48     where its group commit began: what was written together may be torn together
 *   28  reserved     u32     0
 *   32  records: wire form and CRC-32 of it, one after the other
 * Numbers are little-endian (those of gRPC, inside the records, are not).
 */
export const FRAME_HEAD = 32;
const MAGIC = 0x4d524646;
export const MAGIC_BYTES = Buffer.from('FFRM', 'latin1');

/** An append holds 16 MiB at the most, and its events have names: more than this is no append of ours. */
const FRAME_MAX = 64 * 2 ** 20;

/** Too many events, or too long names, for one append. Nothing was written. */
export class FrameTooLarge extends Error {
  override readonly name = 'FrameTooLarge';
}

export type Frame = {
  readonly position: number;
  readonly length: number;
  readonly events: readonly PlacedEvent[];
  /** Where each event's wire record begins, from the start of the frame. */
  readonly starts: readonly number[];
};

/** `reserve` says where it is written. */
export const encodeFrame = (
  events: readonly PlacedEvent[],
  position: number,
  batch: number,
  reserve: (length: number) => Buffer,
): Frame => {
  const starts: number[] = [];
  const records: WireRecord[] = [];
  let length = FRAME_HEAD;
  for (const event of events) {
    const record = new WireRecord(event, position + length);
    starts.push(length);
    records.push(record);
    length += storedLength(record.length);
  }
  if (length > FRAME_MAX)
    throw new FrameTooLarge(`${events.length} events of ${events[0]?.stream} take ${length} bytes.`);
  const bytes = reserve(length);
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeUInt32LE(length, 4);
  bytes.writeUInt32LE(events.length, 12);
  bytes.writeUIntLE(position, 16, 6);
  bytes.writeUIntLE(batch, 22, 6);
  bytes.writeUInt32LE(0, 28);
  records.forEach((record, i) => {
    const start = starts[i] as number;
    const end = record.write(bytes, start);
    bytes.writeUInt32LE(crc32(bytes.subarray(start, end)), end);
  });
  bytes.writeUInt32LE(crc32(bytes.subarray(12)), 8);
  return { position, length, events, starts };
};

export type FrameHead = { readonly length: number; readonly count: number; readonly batch: number };

/** What stands at `at`: a whole and sound frame, one that needs more bytes than are there, or no frame. */
export const readFrame = (
  bytes: Buffer,
  at: number,
  position: number,
  trusting = false,
): FrameHead | { readonly needs: number } | 'no frame' => {
  if (bytes.length - at < FRAME_HEAD) return { needs: FRAME_HEAD };
  if (bytes.readUInt32LE(at) !== MAGIC) return 'no frame';
  if (bytes.readUIntLE(at + 16, 6) !== position) return 'no frame';
  const length = bytes.readUInt32LE(at + 4);
  if (length < FRAME_HEAD || length > FRAME_MAX) return 'no frame';
  if (bytes.length - at < length) return { needs: length };
  if (!trusting && crc32(bytes.subarray(at + 12, at + length)) !== bytes.readUInt32LE(at + 8)) return 'no frame';
  return { length, count: bytes.readUInt32LE(at + 12), batch: bytes.readUIntLE(at + 22, 6) };
};

/** Where the records of a sound frame begin. */
export function* recordsOf(bytes: Buffer, at: number, { count }: FrameHead): Generator<number> {
  let start = at + FRAME_HEAD;
  for (let i = 0; i < count; i++) {
    yield start;
    start += storedLength(recordLength(bytes, start));
  }
}

/** Whether a record read back by itself is what was written. `bytes` begins with it and holds its checksum. */
export const isSoundRecord = (bytes: Buffer): boolean => {
  if (bytes.length < 9) return false;
  const length = recordLength(bytes, 0);
  return bytes.length >= length + 4 && crc32(bytes.subarray(0, length)) === bytes.readUInt32LE(length);
};
