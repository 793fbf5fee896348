// Reading frames from a segment, one after the other or behind damage. It changes nothing and believes no checksum but its own.
import type { DiskFile } from './disk';
import { FRAME_HEAD, type FrameHead, MAGIC_BYTES, readFrame } from './frame';
import { SEGMENT_HEAD } from './segment';

const CHUNK = 2 ** 20;

export type Visit = (bytes: Buffer, at: number, position: number, head: FrameHead) => void;

export type WalkOptions = {
  readonly until?: number;
  readonly trusting?: boolean;
  /** Awaited after every megabyte or so. */
  readonly between?: (() => Promise<void>) | undefined;
};

/**
 * Visits the sound frames of a segment from one position on, and answers the position behind the last: the segment's
 * end if all is well. The bytes are only lent. `until` ends it early, at a frame's boundary.
 */
export const walkFrames = async (
  file: DiskFile,
  base: number,
  from: number,
  visit: Visit,
  { until = Number.POSITIVE_INFINITY, trusting = false, between }: WalkOptions = {},
): Promise<number> => {
  let position = from;
  let buffer = Buffer.allocUnsafeSlow(CHUNK);
  for (;;) {
    await between?.();
    const bytes = buffer.subarray(0, await file.read(buffer, position - base + SEGMENT_HEAD));
    const walked = walkChunk(bytes, position, visit, { until, trusting });
    position = walked.position;
    // The file ends inside this frame, or the chunk does.
    if (walked.needs === undefined || bytes.length < buffer.length) return position;
    if (walked.needs > buffer.length) buffer = Buffer.allocUnsafeSlow(walked.needs);
  }
};

/** Visits the frames of one chunk; `needs` says how many bytes the next one has, where the chunk ends inside it. */
const walkChunk = (
  bytes: Buffer,
  from: number,
  visit: Visit,
  { until, trusting }: { readonly until: number; readonly trusting: boolean },
): { readonly position: number; readonly needs?: number } => {
  let [at, position] = [0, from];
  while (position < until) {
    const frame = readFrame(bytes, at, position, trusting);
    if (frame === 'no frame') break;
    if ('needs' in frame) return { position, needs: frame.needs };
    visit(bytes, at, position, frame);
    at += frame.length;
    position += frame.length;
  }
  return { position };
};

/** The sound frames behind a place where there is none, wherever they begin. */
export const framesBehind = async (
  file: DiskFile,
  base: number,
  from: number,
  found: (position: number, head: FrameHead) => 'go on' | 'enough',
): Promise<void> => {
  const size = await file.size();
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  for (let position = from; position - base + SEGMENT_HEAD < size; ) {
    const bytes = buffer.subarray(0, await file.read(buffer, position - base + SEGMENT_HEAD));
    const at = bytes.indexOf(MAGIC_BYTES);
    const isLast = bytes.length < buffer.length;
    if (at < 0) {
      if (isLast) return;
      position += bytes.length - MAGIC_BYTES.length;
      continue;
    }
    const frame = await frameAt(file, base, position + at);
    if (frame === undefined) {
      position += at + 1;
      continue;
    }
    if (found(position + at, frame) === 'enough') return;
    position += at + frame.length;
  }
};

/** Where, from a position on, there is nothing but zeroes: the end of the file at the latest. */
export const zeroesFrom = async (file: DiskFile, base: number, from: number): Promise<number> => {
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  let zeroes = from;
  for (let position = from; ; ) {
    const bytes = buffer.subarray(0, await file.read(buffer, position - base + SEGMENT_HEAD));
    let last = bytes.length;
    while (last > 0 && bytes[last - 1] === 0) last--;
    if (last > 0) zeroes = position + last;
    position += bytes.length;
    if (bytes.length < buffer.length) return zeroes;
  }
};

const frameAt = async (file: DiskFile, base: number, position: number): Promise<FrameHead | undefined> => {
  for (let wanted = FRAME_HEAD; ; ) {
    const buffer = Buffer.allocUnsafeSlow(wanted);
    const bytes = buffer.subarray(0, await file.read(buffer, position - base + SEGMENT_HEAD));
    const frame = readFrame(bytes, 0, position);
    if (frame === 'no frame') return undefined;
    if (!('needs' in frame)) return frame;
    if (bytes.length < wanted) return undefined;
    wanted = frame.needs;
  }
};
