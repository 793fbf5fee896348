import { join } from 'node:path';
import { type Disk, realDisk, writeAll } from '../storage/disk';
import { SEGMENT_HEAD } from '../storage/segment';
import { writeSegmentCount } from '../storage/segment-count';
import { CannotLook, type Survey, type SurveyOptions, survey } from './survey';

const CHUNK = 4 * 2 ** 20;

/** The store is damaged: a backup of it would be taken for a good one. */
export class NotBackedUp extends Error {
  override readonly name = 'NotBackedUp';
}

/**
 * Copies the durable log of a store into an empty directory, which is then a store itself. The node may be running: it is
 * asked how far its log is durable, and only that is copied. The copy is synced, and checked whole before this returns.
 * The saved index is not copied; it is rebuilt at the first start. Throws `CannotLook` or `NotBackedUp`.
 */
export const backup = async (dir: string, target: string, options: SurveyOptions = {}): Promise<Survey> => {
  const { disk = realDisk } = options;
  const before = await survey(dir, { ...options, visit: () => () => undefined });
  const [problem] = before.problems.filter(({ is }) => is === 'damaged');
  if (problem)
    throw new NotBackedUp(
      `${problem.segment} is damaged at byte ${problem.offset}. Nothing was copied; mend the store first.`,
    );
  await disk.makeDir(target);
  if ((await disk.list(target)).length > 0) throw new CannotLook(`${target} is not empty. Choose a directory that is.`);
  for (const { name, base, end } of before.segments) {
    await copy(disk, join(dir, name), join(target, name), SEGMENT_HEAD + Math.max(0, Math.min(end, before.end) - base));
  }
  await disk.syncDir(target);
  const last = before.segments.at(-1);
  if (last !== undefined && last.number > 1)
    await writeSegmentCount(disk, target, { storeId: before.storeId, segments: last.number, base: last.base });
  const after = await survey(target, { disk });
  if (after.problems.length === 0 && after.end === before.end && after.storeId === before.storeId) return after;
  throw new NotBackedUp(`The copy in ${target} is not what was copied. Look at that disk, and try again.`);
};

const copy = async (disk: Disk, from: string, to: string, length: number): Promise<void> => {
  const source = await disk.open(from, 'read');
  const copied = await disk.open(to, 'create');
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    for (let at = 0; at < length; ) {
      const bytes = buffer.subarray(0, Math.min(await source.read(buffer, at), length - at));
      if (bytes.length === 0) throw new NotBackedUp(`${from} became shorter while it was copied.`);
      await writeAll(copied, bytes, at);
      at += bytes.length;
    }
    await copied.datasync();
  } finally {
    await source.close();
    await copied.close();
  }
};
