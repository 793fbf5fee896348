// `npm run check`: format, lint, types, module rules, dead code, tidiness; all at once, each with its verdict and its reasons.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { writeApiTypes } from './api-types.mjs';
import { ROOT } from './build.mjs';

const bin = (path) => join(ROOT, 'node_modules', path);
const CHECKS = {
  'format, lint': [bin('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--max-diagnostics=10', '.'],
  types: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json', '--noEmit', '--pretty', 'false'],
  'types of the console': [bin('typescript/bin/tsc'), '-p', 'apps/console', '--pretty', 'false'],
  'module rules': [join(ROOT, 'scripts/module-rules.mjs')],
  'dead code': [bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints'],
  tidiness: [join(ROOT, 'scripts/tidy.mjs')],
};

const run = ([name, command]) =>
  new Promise((done) => {
    const began = performance.now();
    let said = '';
    const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('close', (code) => {
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      console.log(code === 0 ? `ok    ${name} (${seconds} s)` : `FAIL  ${name} (${seconds} s)\n${indent(said)}`);
      done(code === 0);
    });
  });
const indent = (text) => text.trim().replaceAll(/^(?=.)/gm, '      ');

writeApiTypes();
const verdicts = await Promise.all(Object.entries(CHECKS).map(run));
const failed = verdicts.filter((good) => !good).length;
console.log(failed === 0 ? 'All checks passed.' : `${failed} of ${verdicts.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
