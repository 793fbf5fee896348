// The keys, apart from every set. There is one copy and it is always the newest: keys are only added and destroyed, so that it
// opens every older set, and what was erased since a set was taken stays erased when that set is restored.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CannotLook } from '#command-line';
import { PERSONAL_KEYS } from '#settings';
import { destroyedIn } from './destroyed';

const EVERY_MS = 500;
const DRAFT = '.copying';

/** Throws `CannotLook` where one lies within the other: keys beside a set would undo erasures. */
export const mustLieApart = (set: string, keys: string): void => {
  const [one, other] = [resolve(set) + sep, resolve(keys) + sep];
  if (one.startsWith(other) || other.startsWith(one))
    throw new CannotLook(`${keys} and ${set} lie in each other. Keep the keys apart from every set: on another disk.`);
};

/**
 * Makes `copy` what KEYS_DIR is now. Throws `CannotLook` where the copy remembers an erasure that KEYS_DIR does not: then
 * KEYS_DIR is the older of the two, and its keys would bring back what was erased.
 */
export const copyKeys = async (keysDir: string, copy: string): Promise<void> => {
  const source = join(keysDir, PERSONAL_KEYS);
  if (!existsSync(source))
    throw new CannotLook(`${source} is not there. Set KEYS_DIR to the server's; nothing was copied.`);
  await mkdir(copy, { recursive: true, mode: 0o700 });
  const back = broughtBack(join(copy, PERSONAL_KEYS), source);
  if (back > 0)
    throw new CannotLook(
      `${copy} remembers ${back} destroyed keys that are whole in ${source}: that is an older copy, and what was erased ` +
        'could be read again. Stop the servers, and put the newer personal.keys in its place.',
    );
  for (const name of readdirSync(keysDir)) await copyOne(join(keysDir, name), join(copy, name));
};

const broughtBack = (copy: string, source: string): number => {
  if (!existsSync(copy)) return 0;
  const now = destroyedIn(source);
  return [...destroyedIn(copy)].filter((id) => !now.has(id)).length;
};

/** What was there is overwritten before it goes: a copy of a key that was destroyed is a copy too many. */
const copyOne = async (from: string, to: string): Promise<void> => {
  if (!statSync(from).isFile() || to.endsWith(DRAFT)) return;
  await copyFile(from, to + DRAFT);
  await flush(to + DRAFT);
  if (existsSync(to)) await overwrite(to);
  await rename(to + DRAFT, to);
};

const flush = async (path: string): Promise<void> => {
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
};

const overwrite = async (path: string): Promise<void> => {
  // Under another name first: who is killed in between leaves the draft, which is whole, and not half a file.
  const old = `${path}.old${DRAFT}`;
  await rename(path, old);
  const file = await open(old, 'r+');
  const { size } = await file.stat();
  for (let at = 0; at < size; at += CHUNK.length) await file.write(CHUNK, 0, Math.min(CHUNK.length, size - at), at);
  await file.sync();
  await file.close();
  await rm(old);
};
const CHUNK = Buffer.alloc(1 << 20);

/** Until it is told to stop: what happens to KEYS_DIR has happened to the copy half a second later. */
export const followKeys = async (
  keysDir: string,
  copy: string,
  stop: AbortSignal,
  say: (text: string) => void,
): Promise<void> => {
  let before = '';
  for (; !stop.aborted; await pause(EVERY_MS, undefined, { signal: stop }).catch(() => undefined)) {
    const now = stateOf(keysDir);
    if (now === before) continue;
    await copyKeys(keysDir, copy);
    say(`${copy} is what ${keysDir} was at ${new Date().toISOString()}.`);
    before = now;
  }
};

const stateOf = (directory: string): string =>
  readdirSync(directory)
    .map((name) => {
      const { mtimeMs, size, ino } = statSync(join(directory, name));
      return `${name} ${ino} ${size} ${mtimeMs}`;
    })
    .join('\n');
