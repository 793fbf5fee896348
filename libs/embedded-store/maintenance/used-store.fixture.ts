// For tests: a store with a bit of everything in it, in several segments, and what one does to its files.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AStore, anEvent } from '../a-store.fixture';
import { exportLines } from './export';

export const SMALL = { segmentBytes: 4096, snapshotEvery: 7 };

/** 44 events in 23 appends. */
export const aUsedStore = async (): Promise<AStore> => {
  const one = await AStore.opened(SMALL);
  for (let n = 0; n < 20; n++) {
    await one.append(
      `ticket-${n % 3}`,
      'any',
      anEvent(`{"n":${n}}`),
      anEvent(`not JSON ${n}`, { isJson: false, metadata: '{ "spaced": 1 }' }),
    );
  }
  await one.store.remove('ticket-0', 'any', 'soft');
  await one.append('ticket-0', 'any', anEvent('{"back":true}'));
  await one.store.remove('ticket-1', 'any', 'hard');
  return one;
};

export const flip = ({ dir }: AStore, name: string, at: number): void => {
  const bytes = readFileSync(join(dir, name));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(join(dir, name), bytes);
};

export const exported = async (dir: string): Promise<string[]> => {
  const lines: string[] = [];
  await exportLines(dir, async (text) => void lines.push(...text.split('\n').filter((line) => line !== '')));
  return lines;
};
