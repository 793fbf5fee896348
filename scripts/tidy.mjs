// node scripts/tidy.mjs [FOLDER]: what no linter looks for. One rule a line of the table; prints `file:line rule: why`.
// Each rule is seen to fire in test/architecture/tidy.spec.ts.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ROOT } from './build.mjs';

const LINES_MAX = 250;
/** Files that may be longer, and why. */
const LONG = {};

const folder = resolve(process.argv[2] ?? ROOT);
const ignored = readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n').filter(Boolean);
const exclude = ['.git', ...ignored].map((name) => `**/${name.replace(/\/$/, '')}`);
const TEXT = /\.([cm]?[jt]s|json|ya?ml|md|sh|html|css|sql|proto|npmrc|gitignore)$|(^|\/)(Dockerfile|run|LICENSE)$/;

const code = /^(apps|libs|test)\/.*\.ts$/;
// kernel/clock.ts is the one place that reads the clock; everybody else is handed one.
const pure = /^libs\/(kernel\/(?!clock\.ts)|[^/]+\/domain\/)(?!.*\.spec\.ts$).*\.ts$/;

/** Where each body of a request is declared: the API's description has one schema a name. */
const bodies = new Map();

/** `find` yields the line numbers (from 0) that break the rule. */
const RULES = [
  {
    name: 'no-machine',
    why: 'names a registry or a path that only one machine has',
    in: TEXT,
    find: matching(
      /\bregistry\.[a-z]|\bnpmjs\.(com|org)|"resolved"\s*:\s*"[a-z+]+:|(^|[\s"'`(=:])\/(home|root|tmp|work|Users)\/\w/,
    ),
  },
  {
    name: 'links-resolve',
    why: 'links to a file that is not there',
    in: /\.md$/,
    find: (lines, file) =>
      lines.flatMap((line, at) =>
        relativeLinks(line).flatMap((link) => (existsSync(join(folder, dirname(file), link)) ? [] : [at])),
      ),
  },
  {
    name: 'short-files',
    why: `is longer than ${LINES_MAX} lines; part it, or give the reason in scripts/tidy.mjs`,
    in: code,
    find: (lines, file) => (lines.length - 1 > LINES_MAX && !Object.hasOwn(LONG, file) ? [LINES_MAX] : []),
  },
  {
    name: 'no-barrels',
    why: 're-exports and is no entry point: only index.ts, module.ts, http.ts and commands.ts of a lib do that',
    in: /^(?!libs\/[^/]+\/(index|module|http|commands)\.ts$)(apps|libs|test)\/.*\.ts$/,
    find: (lines, file) => (file.endsWith('/index.ts') ? [0] : matching(/^export (\*|(type )?\{).* from /)(lines)),
  },
  {
    name: 'no-clock-in-domain',
    why: 'asks for the time or for chance; both arrive in the command',
    in: pure,
    find: matching(
      /\bDate\.now\b|new Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bprocess\.|\bcrypto\.|DateTime\.(now|utc|local)\(\)/,
    ),
  },
  {
    name: 'no-routes-in-domain',
    why: 'names a route of the API; name the act, and apps/server/ways.ts says where it is done',
    in: pure,
    find: matching(/\b(GET|POST|PUT|PATCH|DELETE) [/…]/),
  },
  {
    name: 'stream-names',
    why: "builds a stream's name, or takes it apart, by itself: streamOf, subjectOf and categoryOf are in the kernel",
    in: /^(apps|libs)\/(?!kernel\/stream-name|embedded-store\/)(?!.*(\.spec|\.fixture)\.ts$)(?!.*\/testing\/).*\.ts$/,
    find: matching(
      /\.slice\(.*\.indexOf\('-'\)|\.slice\('[a-z]+-'\.length|`(ticket|sla|billing|public|policy|webhooks|command)-\$\{/,
    ),
  },
  {
    name: 'one-body-a-name',
    why: 'has the name of another body: one of the two would be missing in the description of the API',
    in: /^(apps|libs)\/.*\.ts$/,
    find: (lines, file) =>
      lines.flatMap((line, at) => {
        const name = /^export class (\w+Dto)\b/.exec(line)?.[1];
        if (name === undefined) return [];
        const isTaken = (bodies.get(name) ?? file) !== file;
        bodies.set(name, file);
        return isTaken ? [at] : [];
      }),
  },
  {
    name: 'no-any-revision',
    why: "appends at any revision: expect the one that was read (the store writes 'any' twice when asked twice)",
    in: /^(apps|libs)\/(?!embedded-store\/)(?!.*\.spec\.ts$).*\.ts$/,
    find: matching(/expectedRevision['"]?:\s*(ANY\b|['"]any['"])/i),
  },
];

const findings = globSync('**/{*,.*,.*/*}', { cwd: folder, exclude, withFileTypes: false })
  .filter((file) => TEXT.test(file))
  .toSorted()
  .flatMap((file) => {
    const rules = RULES.filter((rule) => rule.in.test(file));
    if (rules.length === 0) return [];
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    return rules.flatMap(({ name, why, find }) => find(lines, file).map((at) => `${file}:${at + 1} ${name}: ${why}`));
  });
const stale = Object.keys(LONG).filter((file) => folder === ROOT && !existsSync(join(ROOT, file)));
console.log(
  [...findings, ...stale.map((file) => `${file} is gone; take it off the list in scripts/tidy.mjs`)].join('\n'),
);
process.exitCode = findings.length + stale.length > 0 ? 1 : 0;

function matching(pattern) {
  return (lines) => lines.flatMap((line, at) => (pattern.test(line) ? [at] : []));
}

function relativeLinks(line) {
  return [...line.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link.replace(/#.*$/, ''))
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link));
}
