import { existsSync } from 'node:fs';
import path from 'node:path';

/** The root of the repo, from the sources as from what was built. */
export const ROOT = ((): string => {
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder))
    if (existsSync(path.join(folder, 'package.json'))) return folder;
  throw new Error('No package.json above the bench.');
})();

/** A program as it was built, here or in another tree: `apps/store/main.js`. */
export const built = (program: string, root = ROOT): string => path.join(root, 'dist', program);
