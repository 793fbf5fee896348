import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ReadStoreUnavailable } from './errors';

/** Threads start from JavaScript: where this file is a source (under Jest), the built one is taken. */
export const builtThread = (name: string): string => {
  if (existsSync(join(__dirname, name))) return join(__dirname, name);
  for (let dir = __dirname; dir !== dirname(dir); dir = dirname(dir)) {
    const built = join(dir, 'dist/libs/read-store', name);
    if (existsSync(built)) return built;
  }
  throw new ReadStoreUnavailable(`The read store's thread ${name} is not built. Run 'npm run build' first.`);
};
