import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files under a directory in which a word stands, in any case, anywhere: every byte is looked at. */
export const filesWith = (directory: string, word: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => bytesOf(file).toLowerCase().includes(word.toLowerCase()));

/** A file may go while the others are read. */
const bytesOf = (file: string): string => {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
};
