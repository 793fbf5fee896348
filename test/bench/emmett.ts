// emmett-postgresql on a real PostgreSQL, where there is one. It is no dependency of ours: it is installed on demand.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { startChild } from '../programs/child';
import { somePostgres } from '../read-store/some-postgres';
import { ROOT } from './rows/built';
import { asked, progress } from './store-nodes';

const PEERS = path.join(ROOT, 'test/bench/peers');

export type Emmett = { write(load: { writers: number; appends: number }): Promise<number>; stop(): Promise<void> };

/** Undefined where it cannot be had; then the reason has been said. */
export const startEmmett = async (row: string): Promise<Emmett | undefined> => {
  const found = somePostgres();
  if ('missing' in found) return skipped(row, `no PostgreSQL to run it on (${found.missing})`);
  if (!isInstalled(row)) return skipped(row, 'it could not be installed (see above)');
  const postgres = await found.start();
  try {
    // Not built: it is JavaScript, and stands beside its own package.
    const program = path.relative(path.join(ROOT, 'dist'), path.join(PEERS, 'emmett.mjs'));
    const child = startChild(program, [await postgres.newDatabase()], { ipc: true });
    await child.line(/^READY/);
    const stop = async () => {
      await child.end('SIGKILL');
      await postgres.stop();
    };
    return { write: (load) => asked<number>(child, load), stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
};

const isInstalled = (row: string): boolean => {
  if (existsSync(path.join(PEERS, 'node_modules/@event-driven-io/emmett-postgresql'))) return true;
  progress(row, 'installing what it is compared with: npm ci --prefix test/bench/peers');
  try {
    execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', PEERS], { stdio: ['ignore', 2, 2] });
    return true;
  } catch {
    return false;
  }
};

const skipped = (row: string, why: string): undefined =>
  progress(row, `SKIPPED the comparison with emmett-postgresql: ${why}.`) as undefined;
