import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** A house of its own in a temporary folder, with the packages of this one; `files` by path. */
export const plant = (files: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-planted-'));
  for (const room of ['apps', 'libs', 'test']) mkdirSync(join(folder, room));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

/** Runs a check of ours, by its path from the root; what it printed, and its exit code. */
export const check = ([program, ...args]: readonly [string, ...string[]], cwd = ROOT) => {
  const command = [join(ROOT, program), ...args];
  const { stdout, stderr, status } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8' });
  return { said: `${stdout}${stderr}`, status };
};
