// I7: the views that the roles share, as they came through it all, are those of a fresh replay by a server of its own.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from '../../kill/stored';
import { caughtUp, differing } from '../../kill/views';

export const staleViews = async (
  dataDir: string,
  storeUrl: string,
  all: readonly StoredEvent[],
): Promise<readonly string[]> => {
  const anew = `${dataDir}-anew`;
  mkdirSync(anew, { recursive: true });
  const env = { EVENTSTORE_URL: storeUrl, KEYS_DIR: join(dataDir, 'keys'), LOG_LEVEL: 'error' };
  return differing(await caughtUp(dataDir, all, env), await caughtUp(anew, all, env, dataDir));
};
