// The same through real files, by the program that an auditor starts: a bit of a store's log on the disk, an export that was
// edited, a bundle.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareWithLog } from '#audit/module';
import { exportOf } from '#audit/testing';
import { CannotLook, storedInExport, storedInLog } from '#command-line';
import { importIntoStore, Store } from '#embedded-store';
import type { Stored } from '#event-store';
import type { Chance } from '../faults/chance';
import { OF_STORES, withFlippedBit } from './mutations';
import { bundleIsFound, type Scene, TRUSTED } from './scene';

export type Files = {
  /** Whether it was found, and what was done. Nothing where chance changed nothing. */
  tamper(chance: Chance): Promise<{ readonly kind: string; readonly isFound: boolean } | undefined>;
  /** Whether the untouched directory is found fault with. */
  isFalselyFound(): Promise<boolean>;
  remove(): void;
};

export const laidOut = async (scene: Scene): Promise<Files> => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-tamper-'));
  const [whole, copy, edited] = ['whole', 'copy', 'edited.jsonl'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const store = await Store.open({ dir: whole });
  await importIntoStore(store, linesOf(scene.events));
  await store.close();
  const logs = readdirSync(whole).filter((name) => statSync(join(whole, name)).isFile() && /seg|log/.test(name));
  const isFoundIn = (dir: string) => isFound(async (take) => storedInLog(dir, '', () => true, take), scene);
  return {
    isFalselyFound: () => isFoundIn(whole),
    remove: () => rmSync(folder, { recursive: true }),
    tamper: async (chance) => {
      if (chance.happens(1 / 3)) {
        rmSync(copy, { recursive: true, force: true });
        cpSync(whole, copy, { recursive: true });
        const file = join(copy, chance.of(logs));
        writeFileSync(file, withFlippedBit(readFileSync(file), chance));
        return { kind: 'a bit of the log on the disk', isFound: await isFoundIn(copy) };
      }
      if (chance.happens(1 / 2)) {
        writeFileSync(edited, withFlippedBit(Buffer.from(scene.text), chance));
        return { kind: 'a bit of a bundle on the disk', isFound: bundleIsFound(readFileSync(edited, 'utf8')) };
      }
      const change = chance.of(Object.keys(OF_STORES));
      const events = OF_STORES[change]?.(scene.events, chance);
      if (!Array.isArray(events)) return undefined;
      writeFileSync(edited, exportOf(events));
      const found = await isFound(async (take) => take(storedInExport(edited, '')), scene);
      return { kind: `an export: ${change}`, isFound: found };
    },
  };
};

type Read = (take: (events: readonly { readonly stored: Stored }[]) => void) => Promise<void>;
const isFound = async (read: Read, { directory }: Scene): Promise<boolean> => {
  const events: Stored[] = [];
  try {
    await read((piece) => void events.push(...piece.map(({ stored }) => stored)));
  } catch (error) {
    if (error instanceof CannotLook) return true;
    throw error;
  }
  return (await compareWithLog(events, directory, TRUSTED)).findings.length > 0;
};

async function* linesOf(events: readonly Stored[]) {
  yield* exportOf(events).split('\n').filter(Boolean);
}
