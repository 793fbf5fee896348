import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CommittedState, RawMetadata } from './committed-state';
import { type Disk, writeAll } from './disk';
import type { OnFaultPoint } from './fault-points';

/*
 * The index is saved in parts: part N holds the events from ordinal `from` to `to`, columns as they lie in memory, the
 * names that appeared meanwhile, and the metadata that changed. A part is never needed: when in doubt it is discarded,
 * and the log is read instead.
 *   magic, length of head (u32), head (JSON), columns, names, metadata (JSON), CRC-32 of all before it
 */
const MAGIC = Buffer.from('FAULTIDX', 'latin1');
const FORMAT = 1;

export const partName = (from: number): string => `index-${String(from).padStart(12, '0')}.part`;
export const partFrom = (name: string): number => Number(name.slice('index-'.length, -'.part'.length));
export const isPartName = (name: string): boolean => /^index-\d{12}\.part$/.test(name);
export const isLeftover = (name: string): boolean => name.endsWith('.part.new');

export type PartHead = {
  readonly format: number;
  readonly storeId: string;
  readonly from: number;
  readonly to: number;
  /** Log positions: where the part begins and ends. */
  readonly start: number;
  readonly end: number;
  readonly streams: readonly [number, number];
  readonly types: readonly [number, number];
  readonly metadata: readonly (readonly [stream: number, RawMetadata])[];
  /** Complete: the next one begins where it ends. Otherwise it is written again, longer. */
  readonly full: boolean;
};

export const columnsOf = ({ index }: CommittedState) =>
  [
    [index.positions, 1],
    [index.stream, 1],
    [index.revision, 1],
    [index.type, 1],
    [index.ids, 4],
  ] as const;

/** Bytes of an event in all of its columns. */
export const COLUMNS_WIDTH = 8 + 4 + 4 + 4 + 4 * 4;

export const writePart = async (
  disk: Disk,
  dir: string,
  committed: CommittedState,
  head: PartHead,
  at: OnFaultPoint,
): Promise<void> => {
  at('snapshot.before');
  const path = join(dir, partName(head.from));
  const file = await disk.open(`${path}.new`, 'create');
  try {
    let [offset, checksum] = [0, 0];
    const put = async (bytes: Buffer) => {
      await writeAll(file, bytes, offset);
      offset += bytes.length;
      checksum = crc32(bytes, checksum);
    };
    const text = Buffer.from(JSON.stringify(head));
    await put(Buffer.concat([MAGIC, u32(text.length), text]));
    for (const [column, width] of columnsOf(committed)) {
      for (const piece of column.pieces(head.from * width, head.to * width)) await put(piece);
    }
    for (const piece of names(committed, head)) await put(piece);
    await writeAll(file, u32(checksum), offset);
    await file.datasync();
  } finally {
    await file.close();
  }
  at('snapshot.written');
  await disk.rename(`${path}.new`, path);
  await disk.syncDir(dir);
  at('snapshot.after');
};

function* names({ index }: CommittedState, { streams, types }: PartHead): Generator<Buffer> {
  for (const [table, [from, to]] of [
    [index.streams, streams],
    [index.types, types],
  ] as const) {
    let pieces: Buffer[] = [];
    for (let name = from; name < to; name++) {
      const text = Buffer.from(table.name(name));
      pieces.push(u32(text.length), text);
      if (pieces.length < 4096) continue;
      yield Buffer.concat(pieces);
      pieces = [];
    }
    yield Buffer.concat(pieces);
  }
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Undefined where anything is doubtful. Nothing is believed before all of it was checked. */
export const readPart = async (disk: Disk, dir: string, from: number): Promise<[PartHead, Buffer] | undefined> => {
  const file = await disk.open(join(dir, partName(from)), 'read');
  try {
    const bytes = Buffer.allocUnsafeSlow(await file.size());
    if ((await file.read(bytes, 0)) !== bytes.length || bytes.length < 16) return undefined;
    const end = bytes.length - 4;
    if (!bytes.subarray(0, 8).equals(MAGIC) || crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end))
      return undefined;
    const body = 12 + bytes.readUInt32LE(8);
    const head = JSON.parse(bytes.toString('utf8', 12, body)) as PartHead;
    return head.format === FORMAT && head.from === from ? [head, bytes.subarray(body, end)] : undefined;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
};

/** Loads a part that follows on those loaded before. */
export const loadPart = (committed: CommittedState, head: PartHead, body: Buffer): void => {
  const { index } = committed;
  let at = 0;
  for (const [column, width] of columnsOf(committed)) {
    at += column.load(head.from * width, head.to * width, body.subarray(at));
  }
  for (const [table, [from, to]] of [
    [index.streams, head.streams],
    [index.types, head.types],
  ] as const) {
    for (let name = from; name < to; name++) {
      const length = body.readUInt32LE(at);
      table.number(body.toString('utf8', at + 4, at + 4 + length));
      at += 4 + length;
    }
  }
  for (let ordinal = head.from; ordinal < head.to; ordinal++) index.link(ordinal);
  committed.changes = new Map();
  for (const [stream, raw] of head.metadata) committed.addMetadata(stream, raw);
};

export const partHead = (committed: CommittedState, part: Omit<PartHead, 'format' | 'metadata'>): PartHead => ({
  format: FORMAT,
  ...part,
  metadata: [...committed.changes],
});
