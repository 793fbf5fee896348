import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What is ours in DATA_DIR and KEYS_DIR: the rest of such a directory may be anybody's. */
const OURS = /^(store(\.access)?|keys|notary(\.key)?|views\.sqlite.*|personal\.keys.*|(api|development)-keys\.json.*)$/;
const OTHERS = 0o077;

/**
 * Takes what is ours in a directory from everybody but its owner: an older build, or somebody's copy, may have left it
 * open. What belongs to another user stays as it is.
 */
export const tighten = (directory: string): void => {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) if (OURS.test(name)) tightenAll(join(directory, name));
};

const tightenAll = (path: string): void => {
  const found = statSync(path, { throwIfNoEntry: false }); // a draft may have been renamed meanwhile
  if (!found) return;
  if ((found.mode & OTHERS) !== 0 && found.uid === process.getuid?.()) chmodSync(path, found.mode & 0o700);
  if (found.isDirectory()) for (const name of readdirSync(path)) tightenAll(join(path, name));
};
