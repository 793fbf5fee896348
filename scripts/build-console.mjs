// The console's page under dist/apps/console, with its assets compressed beside them. A step of its own, as neither its
// sources nor its compiler are those of the programs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { writeApiTypes } from './api-types.mjs';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'dist/apps/console');
const STAMP = join(OUT, '.built-from');
const SETTINGS = ['package-lock.json', 'docs/openapi.json', 'scripts/api-types.mjs', 'scripts/build-console.mjs'];

export const isConsoleFresh = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();

/** Builds it where it is not as its sources are; what the compiler has to say goes to `out`. True if it went well. */
export const buildConsole = (out) => {
  if (isConsoleFresh()) return true;
  const builtFrom = fingerprint();
  writeApiTypes();
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', 'apps/console', '--config', 'apps/console/vite.config.mjs', '--logLevel', 'warn'];
  if (spawnSync(process.execPath, args, { cwd: ROOT, stdio: [0, out, out] }).status !== 0) return false;
  for (const file of globSync('assets/*.{js,css,svg}', { cwd: OUT })) compress(join(OUT, file));
  writeFileSync(STAMP, builtFrom);
  return true;
};

const compress = (file) => {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  // The last two levels save three per cent and take ten times as long.
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
};

function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  const sources = globSync('apps/console/**/*', { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.gen.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...SETTINGS.map((name) => join(ROOT, name)), ...sources])
    hash.update(`\n${file.slice(ROOT.length)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}
