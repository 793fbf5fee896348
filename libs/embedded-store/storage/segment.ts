import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';

/*
 * The log is kept in segments: files of frames behind a head of 64 bytes.
 *    0  magic "FAULTLOG"   8  format u32   12  number u32   16  base position u48   24  store id (16 bytes)   60  CRC-32
 */
export const SEGMENT_HEAD = 64;
const MAGIC = Buffer.from('FAULTLOG', 'latin1');
const FORMAT = 1;

export type SegmentHead = { readonly number: number; readonly base: number; readonly storeId: string };

export const segmentName = (number: number): string => `log-${String(number).padStart(8, '0')}.segment`;
export const segmentNumber = (name: string): number | undefined => {
  const digits = /^log-(\d{8})\.segment$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

export const newStoreId = (): string => randomUUID().replaceAll('-', '');

export const encodeSegmentHead = ({ number, base, storeId }: SegmentHead): Buffer => {
  const bytes = Buffer.alloc(SEGMENT_HEAD);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(FORMAT, 8);
  bytes.writeUInt32LE(number, 12);
  bytes.writeUIntLE(base, 16, 6);
  bytes.write(storeId, 24, 'hex');
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 60)), 60);
  return bytes;
};

/** Undefined where it is no sound head. Throws where it is one of a format that this build does not know. */
export const readSegmentHead = (bytes: Buffer): SegmentHead | undefined => {
  if (bytes.length < SEGMENT_HEAD || !bytes.subarray(0, 8).equals(MAGIC)) return undefined;
  if (crc32(bytes.subarray(0, 60)) !== bytes.readUInt32LE(60)) return undefined;
  const format = bytes.readUInt32LE(8);
  if (format !== FORMAT)
    throw new Error(`The log is of format ${format}; this build reads format ${FORMAT}. Use the build that wrote it.`);
  return {
    number: bytes.readUInt32LE(12),
    base: bytes.readUIntLE(16, 6),
    storeId: bytes.toString('hex', 24, 40),
  };
};
