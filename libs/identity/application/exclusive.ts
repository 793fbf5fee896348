import { randomUUID } from 'node:crypto';
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';

const WAIT_MS = 15_000;
/** Whoever has it works for some milliseconds; on another machine we cannot look whether he lives. */
const ABANDONED_MS = 10_000;
const PAUSE_MS = 5;

/**
 * Does `work` while no other process does so under the same lock file. One that was killed inside lets go by being dead,
 * on another machine after ten seconds. Throws where it is not to be had in fifteen.
 */
export const exclusively = <T>(lock: string, work: () => T): T => {
  const giveUpAt = performance.now() + WAIT_MS;
  const us = `${process.pid}/${hostname()}/${randomUUID()}`;
  while (!tryTake(lock, us)) {
    breakIfDead(lock);
    if (performance.now() > giveUpAt)
      throw new Error(
        `${lock} has been held by process ${holderOf(lock)} for fifteen seconds. Stop it, or remove the file.`,
      );
    Atomics.wait(SLEEPER, 0, 0, PAUSE_MS);
  }
  try {
    return work();
  } finally {
    if (readIfThere(lock) === us) rmSync(lock, { force: true });
  }
};
const SLEEPER = new Int32Array(new SharedArrayBuffer(4));

const tryTake = (lock: string, us: string): boolean => {
  try {
    const file = openSync(lock, 'wx', 0o600);
    try {
      writeSync(file, us);
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
const holderOf = (lock: string): string => readIfThere(lock)?.split('/')[0] ?? 'unknown';

/** Takes the lock of a dead process away; one that somebody has taken meanwhile is put back. */
const breakIfDead = (lock: string): void => {
  const held = readIfThere(lock);
  if (!held || !isAbandoned(lock, held)) return;
  const aside = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, aside);
    if (readIfThere(aside) !== held) linkSync(aside, lock);
  } catch {
    // Another process was faster: the next attempt shows.
  }
  rmSync(aside, { force: true });
};

const isAbandoned = (lock: string, held: string): boolean => {
  const [pid, host] = held.split('/');
  if (host === hostname()) return !isRunning(Number(pid));
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return since !== undefined && Date.now() - since > ABANDONED_MS;
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
