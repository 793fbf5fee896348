// A program and what it needs are some three thousand modules; to find, read and link them one by one is most of what a
// start costs. The build makes one file of them (scripts/bundle.mjs), and Node keeps what it has compiled of that.

import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** Runs the program of this directory from its one file. False where the build has made none: then module by module. */
export const loadBundle = (directory: string): boolean => {
  // Beside the programs, as whoever may replace it may replace them as well; a directory for everybody's temporary files
  // would let anybody put code here. An image brings it along (deploy/Dockerfile). Where it cannot be written, nothing
  // is kept, and nothing else changes.
  enableCompileCache(join(directory, '../../.compiled'));
  const bundle = join(directory, 'bundle.js');
  if (!existsSync(bundle)) return false;
  require(bundle);
  return true;
};
