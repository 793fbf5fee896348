// `npm run build`: the programs under dist, complete and stamped with what they were built from. With `-- --production`
// only what runs in production (tsconfig.production.json): no tests, no rigs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildConsole, isConsoleFresh } from './build-console.mjs';

export const ROOT = resolve(import.meta.dirname, '..');
const STAMP = join(ROOT, 'dist', '.built-from');
const SETTINGS = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'scripts/bundle.mjs'];

/** Whether dist was built from the sources as they are now. Contents count, not times: a clone or a switch sets those. */
export const isFresh = () => arePrograms() && isConsoleFresh();
const arePrograms = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();

/** Builds; what the compiler has to say goes to `out` (a file descriptor). True if it went well. */
export const build = (out) => buildPrograms(out) && buildConsole(out);

const buildPrograms = (out) => {
  if (arePrograms()) return true;
  const builtFrom = fingerprint(); // before the compiler reads: an edit made meanwhile is built next time
  rmSync(STAMP, { force: true });
  if (!compile('tsconfig.build.json', out)) return false;
  for (const file of assets()) cpSync(join(ROOT, file), join(ROOT, 'dist', file));
  for (const file of left()) rmSync(join(ROOT, 'dist', file));
  if (!bundle(out)) return false;
  writeFileSync(STAMP, builtFrom);
  return true;
};

/** Builds anew what an image holds. It has no stamp: whoever goes on to develop here builds the rest. */
const buildForProduction = (out) => {
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  if (!compile('tsconfig.production.json', out)) return false;
  const isOfTests = (file) => file.startsWith('test/') || file.includes('/testing/');
  for (const file of assets().filter((file) => !isOfTests(file))) cpSync(join(ROOT, file), join(ROOT, 'dist', file));
  return bundle(out) && buildConsole(out);
};

/** In a process of its own: it takes its time with some thousand files, and this one waits for it. */
const bundle = (out) =>
  spawnSync(process.execPath, [join(ROOT, 'scripts/bundle.mjs')], { cwd: ROOT, stdio: [0, out, out] }).status === 0;

const compile = (project, out) => {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  if (!existsSync(compiler)) {
    // With NODE_ENV=production npm leaves out what builds, and would do so again.
    console.error("The compiler is not installed here. Run 'npm ci --include=dev' first, whatever NODE_ENV is.");
    return false;
  }
  const run = spawnSync(process.execPath, [compiler, '-p', project], { cwd: ROOT, stdio: [0, out, out] });
  return run.status === 0;
};

// The console has a compiler and a fingerprint of its own.
const find = (pattern, cwd = ROOT) =>
  globSync(pattern, { cwd, exclude: ['**/node_modules', 'apps/console'] }).filter(
    (file) => !/^apps.console\b/.test(file),
  );
const sources = () =>
  find('{apps,libs,test}/**/*.ts')
    .filter((file) => !file.endsWith('.spec.ts'))
    .sort();

/** What programs read at run time from beside their code. One list, that of nest-cli.json. */
function assets() {
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'nest-cli.json'), 'utf8'));
  return compilerOptions.assets.flatMap(({ include }) => find(include)).sort();
}

/** Compiled files whose source is gone, and bundles, which are made of them. */
function left() {
  const known = new Set(sources().map((file) => file.slice(0, -'.ts'.length)));
  return find('{apps,libs,test}/**/*.{js,js.map}', join(ROOT, 'dist')).filter(
    (file) => !known.has(file.replace(/\.js(\.map)?$/, '')),
  );
}

function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  for (const file of [...SETTINGS, ...sources(), ...assets()])
    hash.update(`\n${file}\n`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

if (import.meta.main) {
  const isForProduction = process.argv.includes('--production');
  process.exitCode = (isForProduction ? buildForProduction(1) : build(1)) ? 0 : 1;
}
