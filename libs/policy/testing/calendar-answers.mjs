// node answers.mjs: a fixed set of calendar answers as JSON, computed in this process and its TZ, from the sources.
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { transformSync } = require('@swc/core');
const { parse } = require('yaml');
const root = new URL('../../../', import.meta.url);
const { imports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

registerHooks({
  resolve: (specifier, context, next) => {
    const entry = imports[specifier];
    if (entry) return next(fileURLToPath(new URL(entry.source, root)), context);
    const isOurs = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') && extname(specifier) === '';
    return next(isOurs ? `${specifier}.ts` : specifier, context);
  },
  load: (url, context, next) => {
    if (!url.endsWith('.ts')) return next(url, context);
    const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
      module: { type: 'commonjs' },
    });
    return { format: 'commonjs', source: code, shortCircuit: true };
  },
});

const { compile, mergePolicy, publishedFrom } = require(fileURLToPath(new URL('libs/policy/index.ts', root)));
const standard = parse(readFileSync(new URL('policies/standard-support.yaml', root), 'utf8'));
const hours = ['01:30-02:30', '08:00-17:00', '22:00-24:00'];
const weekly = Object.fromEntries(['mon', 'wed', 'fri', 'sat', 'sun'].map((day) => [day, hours]));
const sore = ['2026-03-08', '2026-11-01', '2026-03-29', '2026-10-25', '2028-02-29', '2027-12-31', '2022-12-31'].map(
  (day) => Date.parse(`${day}T00:00:00Z`),
);
const instants = [...sore.flatMap((day) => [-1, 0, 5, 6, 7, 8, 25].map((hour) => day + hour * 3_600_000))];
for (let i = 0; i < 300; i++) instants.push(Date.UTC(1971, 0, 1) + i * 12_345_678_901);

const answers = ['America/Chicago', 'Europe/Berlin', 'Asia/Kolkata'].map((timezone) => {
  const patch = { timezone, calendars: { nights: { weekly, holidays: 'us-default' } } };
  const version = publishedFrom(mergePolicy(standard, patch), 1);
  const { standardHours, calendars } = compile(version);
  return {
    transitions: version.zones[timezone],
    due: [standardHours, calendars.nights].map((calendar) =>
      instants.map((at) => [
        calendar.isOpen(at),
        calendar.after(at, 7_654_321),
        calendar.between(at, at + 1e9),
        calendar.intervals(at, at + 2e8),
      ]),
    ),
  };
});
process.stdout.write(JSON.stringify({ offset: new Date(sore[0]).getTimezoneOffset(), answers }));
