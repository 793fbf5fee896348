// The server as it is built, on a directory of its own, with embedded stores and a development key for every role.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '#identity';
import { type Child, startChild } from './child';

export type Server = Child & {
  readonly url: string;
  readonly keys: Readonly<Record<Role, string>>;
};

/** Begins to boot; for those who do not wait until it listens. `port` 0 takes any. */
export const spawnServer = (dataDir: string, env: Readonly<Record<string, string>> = {}, root?: string): Child =>
  startChild('apps/server/main.js', [], {
    env: { DATA_DIR: dataDir, PORT: '0', ...env },
    ...(root !== undefined && { root }),
  });

/** The server once it listens. Throws what it said, where it does not come up. */
export const listening = async (child: Child, dataDir: string): Promise<Server> => {
  const [, url = ''] = await child.line(/^ +API +(http:\S+)/);
  // The banner shows them as well; the file does not change when the banner does.
  const keys = JSON.parse(readFileSync(join(dataDir, 'keys/development-keys.json'), 'utf8'));
  return Object.assign(child, { url, keys });
};

export const startServer = (dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<Server> =>
  listening(spawnServer(dataDir, env), dataDir);
