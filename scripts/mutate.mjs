// npm run -s mutate -- [CONTEXT…] [--files NAME,…]: changes the rules of a context one place at a time (billing, sla,
// ticketing, policy) and runs the specs that cover the place. What no spec notices is listed as it is found: a rule that
// may be broken unseen. Some minutes a context. Exit 1 below 90 % in one of them.

import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { scoreOf } from './mutation/survivors.mjs';

const CONTEXTS = ['billing', 'sla', 'ticketing', 'policy'];
const LEAST_PERCENT = 90;
const REPORTS = 'reports/mutation';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { files: { type: 'string' } } });
const wanted = values.files?.split(',');
const unknown = positionals.filter((name) => !CONTEXTS.includes(name));
if (unknown.length > 0) {
  console.error(`There is no context ${unknown.join(', ')}. There is ${CONTEXTS.join(', ')}.`);
  process.exit(2);
}

const filesOf = (context) =>
  readdirSync(`libs/${context}/domain`)
    // Fixtures are named among the specs.
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && file !== 'stories.ts')
    .filter((file) => wanted === undefined || wanted.includes(file))
    .map((file) => `libs/${context}/domain/${file}`);

/** Runs the specs of the context against every change of its files. */
const mutate = (context) => {
  process.env.MUTATED_CONTEXT = `libs/${context}`;
  return new Stryker({
    mutate: filesOf(context),
    plugins: [path.resolve('scripts/mutation/plugins.mjs')],
    testRunner: 'specs',
    ignorers: ['prose'],
    coverageAnalysis: 'perTest',
    concurrency: 1,
    timeoutMS: 5_000,
    ignorePatterns: ['/data', '/dist', '/reports', '/deploy', '/docs', '/test', '/apps'],
    reporters: ['json', 'survivors'],
    jsonReporter: { fileName: path.join(REPORTS, `${context}.json`) },
    logLevel: 'warn',
    tempDirName: '.stryker-tmp',
  }).runMutationTest();
};

mkdirSync(REPORTS, { recursive: true });
let isBelow = false;
for (const context of positionals.length > 0 ? positionals : CONTEXTS) {
  const results = await mutate(context);
  const score = scoreOf(results);
  console.log(`${context}: ${score.percent.toFixed(1)} % (${score.detected} of ${score.of})`);
  isBelow ||= score.percent < LEAST_PERCENT;
}
process.exitCode = isBelow ? 1 : 0;
