// I7: the views that the roles share, as they came through it all, are those of a fresh replay by a server of its own.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from '../../kill/stored';
import { caughtUp, differing } from '../../kill/views';
import type { Crew } from './crew';

export const staleViews = async (
  { dataDir, env }: Pick<Crew, 'dataDir' | 'env'>,
  all: readonly StoredEvent[],
): Promise<readonly string[]> => {
  const anew = `${dataDir}-anew`;
  mkdirSync(anew, { recursive: true });
  const shared: Readonly<Record<string, string>> = { ...env, KEYS_DIR: join(dataDir, 'keys') };
  const { DATABASE_URL: _theirs, ...own } = shared;
  return differing(await caughtUp(dataDir, all, shared), await caughtUp(anew, all, own, dataDir));
};
