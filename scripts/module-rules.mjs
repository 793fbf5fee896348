// node scripts/module-rules.mjs [FOLDER]: who may import whom, by the rules of .dependency-cruiser.cjs. Exit 1 where one is
// broken. It reads the entry points from package.json#imports, so that `#billing` means the source and not what was built.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { ROOT } from './build.mjs';

const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const { imports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const baseDir = resolve(process.argv[2] ?? ROOT);

const alias = Object.entries(imports).map(([name, { source }]) => ({
  name,
  alias: join(baseDir, source),
  onlyModule: true,
}));
const { output, exitCode } = await cruise(
  ['apps', 'libs', 'test'],
  { ...options, baseDir, ruleSet: { forbidden }, validate: true, outputType: 'err-long' },
  { alias, bustTheCache: true },
);
console.log(output.trim());
process.exitCode = exitCode > 0 ? 1 : 0;
