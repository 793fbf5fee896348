import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Disk, writeAll } from './disk';

/*
 * How many segments the log has: written, durably, before anything is written into the newest of them. A log is a row of
 * files, and nothing in the others shows that the last ones are missing; this does. It may be absent (stores of earlier
 * versions, backups): then nothing is known.
 *   {"storeId":"…","segments":3,"base":268435456,"check":…}     base: the log position at which the newest begins
 */
export const SEGMENT_COUNT = 'log-segments.json';

export type SegmentCount = { readonly storeId: string; readonly segments: number; readonly base: number };

const checkOf = ({ storeId, segments, base }: SegmentCount): number => crc32(`${storeId} ${segments} ${base}`);

export const writeSegmentCount = async (disk: Disk, dir: string, count: SegmentCount): Promise<void> => {
  const path = join(dir, SEGMENT_COUNT);
  const file = await disk.open(`${path}.new`, 'create');
  try {
    await writeAll(file, Buffer.from(`${JSON.stringify({ ...count, check: checkOf(count) })}\n`), 0);
    await file.datasync();
  } finally {
    await file.close();
  }
  await disk.rename(`${path}.new`, path);
  await disk.syncDir(dir);
};

/** Undefined where there is none; 'unreadable' where it is not what was written. */
export const readSegmentCount = async (
  disk: Disk,
  dir: string,
  names: readonly string[],
): Promise<SegmentCount | 'unreadable' | undefined> => {
  if (!names.includes(SEGMENT_COUNT)) return undefined;
  const file = await disk.open(join(dir, SEGMENT_COUNT), 'read');
  try {
    const bytes = Buffer.alloc(await file.size());
    await file.read(bytes, 0);
    const { check, ...count } = JSON.parse(bytes.toString('utf8')) as SegmentCount & { check: number };
    return bytes.toString('utf8') === `${JSON.stringify({ ...count, check })}\n` && check === checkOf(count)
      ? count
      : 'unreadable';
  } catch {
    return 'unreadable';
  } finally {
    await file.close();
  }
};
