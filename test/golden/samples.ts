import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogs, Stored } from '#event-store';
import type { Message } from '#kernel';

/**
 * An event as it was once stored, its sealed fields opened, and what it reads as today. Samples are only ever added:
 * the stored half of one never changes, since somewhere such an event lies in a store.
 */
export type Sample = {
  readonly stored: Stored & { readonly metadata: { schemaVersion: number } };
  readonly today: Message;
};

const fileOf = (category: string) => path.join(__dirname, `${category}.json`);

export const samplesOf = (category: string): readonly Sample[] =>
  existsSync(fileOf(category)) ? JSON.parse(readFileSync(fileOf(category), 'utf8')) : [];

/** Behind those that are there, which stay as they are, byte for byte. */
export const addSamples = (category: string, more: readonly Sample[]): void => {
  if (more.length === 0) return;
  const added = JSON.stringify(more, null, 2).slice('['.length);
  const before = existsSync(fileOf(category)) ? readFileSync(fileOf(category), 'utf8').replace(/\s*\]\s*$/, ',') : '[';
  writeFileSync(fileOf(category), `${before}${added}\n`);
};

/** The versions of events that a catalog reads and no sample shows: 'NoteAdded v1'. */
export const missing = (catalog: Catalogs[string], samples: readonly Sample[]): readonly string[] => {
  const shown = new Set(samples.map(({ stored }) => `${stored.type} v${stored.metadata.schemaVersion}`));
  return Object.entries(catalog)
    .flatMap(([type, { schemaVersion }]) => Array.from({ length: schemaVersion }, (_, i) => `${type} v${i + 1}`))
    .filter((name) => !shown.has(name));
};
