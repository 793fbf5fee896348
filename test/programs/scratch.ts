import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const begun = new Set<string>();
process.on('exit', () => {
  for (const directory of begun) rmSync(directory, { recursive: true, force: true });
});

/** An empty directory that is gone when this process ends, whatever way that is, unless it is kept. */
export const scratch = (what: string): string => {
  const directory = mkdtempSync(join(tmpdir(), `faultline-${what}-`));
  begun.add(directory);
  return directory;
};

/** Somebody must look into it: it stays. */
export const keep = (directory: string): void => {
  begun.delete(directory);
};

export const discard = (directory: string): void => {
  begun.delete(directory);
  rmSync(directory, { recursive: true, force: true });
};
