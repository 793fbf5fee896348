// The build before this one: what was committed then, built in a place of its own with the packages of today.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../bench/rows/built';

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', ROOT, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

/** The newest tag before HEAD, else the parent of HEAD. */
const theOneBefore = (): string => {
  try {
    return git('describe', '--tags', '--abbrev=0', 'HEAD^');
  } catch {
    return 'HEAD^';
  }
};

export type Before = { readonly commit: string; readonly root: string };

/** Builds it once, and finds it built afterwards. Throws where there is no such commit, or it does not build. */
export const buildBefore = (ref = theOneBefore()): Before => {
  const commit = git('rev-parse', '--short=12', `${ref}^{commit}`);
  const root = join(tmpdir(), `faultline-build-${commit}`);
  const done = join(root, '.built');
  if (existsSync(done)) return { commit, root };
  process.stderr.write(`Building ${ref} (${commit}) …\n`);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  execFileSync('sh', ['-c', 'git -C "$1" archive "$2" | tar -x -C "$3"', 'sh', ROOT, commit, root]);
  const modules = join(root, 'node_modules');
  if (!existsSync(modules)) symlinkSync(join(ROOT, 'node_modules'), modules);
  execFileSync(process.execPath, ['scripts/build.mjs', '--production'], { cwd: root, stdio: ['ignore', 2, 2] });
  writeFileSync(done, commit);
  return { commit, root };
};
