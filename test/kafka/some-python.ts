import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const PACKAGES = ['kafka-python', 'jsonschema'];
const WITHIN_MS = 120_000;
const run = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8', timeout: WITHIN_MS });
const hasPackages = (python: string) => run(python, '-c', 'import kafka, jsonschema').status === 0;

/** A Python with what the consumer needs: the machine's, or one beside it, made once and kept in the cache. */
export const somePython = (): { readonly program: string } | { readonly missing: string } => {
  if (hasPackages('python3')) return { program: 'python3' };
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'faultline/python');
  const program = join(folder, 'bin/python');
  if (existsSync(program) && hasPackages(program)) return { program };
  const made = run('python3', '-m', 'venv', folder);
  if (made.status !== 0) return { missing: 'no python3 with venv (Debian: python3-venv)' };
  const installed = run(program, '-m', 'pip', 'install', '--quiet', ...PACKAGES);
  return installed.status === 0 ? { program } : { missing: `pip could not install ${PACKAGES.join(', ')}` };
};
