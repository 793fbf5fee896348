// schemathesis, from its package, in an environment of its own; and how it is asked.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../programs/scratch';
import type { KnownIds } from './seed-data';

const VERSION = '4.32.5';
const ENVIRONMENT = join(process.cwd(), 'node_modules', '.cache', `schemathesis-${VERSION}`);
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
].join(',');
/** They do not end. */
const STREAMS = '^/(live|feed/stream)$';
/** What one role may take for one case, before it counts as hung. */
const CASE_MS = 2_000;
const START_MS = 120_000;

export type Fuzz = {
  readonly key: string;
  readonly cases: number;
  readonly seed: number;
  readonly isStateful: boolean;
};
export type Fuzzed = { readonly cases: number; readonly isOk: boolean; readonly report: string };

/** Makes sure of the tool, and reads how many operations there are. Throws what to do where Python is not there. */
export const schemathesis = async (url: string, known: KnownIds): Promise<(fuzz: Fuzz) => Promise<Fuzzed>> => {
  const tool = install();
  // It keeps what it found where it is started.
  const directory = scratch('schemathesis');
  const config = join(directory, 'schemathesis.toml');
  writeFileSync(config, configOf(known));
  const document = (await (await fetch(`${url}/docs-json`)).json()) as { paths: Record<string, object> };
  const operations = Object.values(document.paths).reduce((sum, each) => sum + Object.keys(each).length, 0);
  return ({ key, cases, seed, isStateful }) => {
    const args = ['--config-file', config, 'run', `${url}/docs-json`, '--header', `Authorization: Bearer ${key}`];
    const phases = isStateful ? 'fuzzing,stateful' : 'fuzzing';
    const examples = String(Math.max(1, Math.ceil(cases / operations)));
    args.push('--phases', phases, '--max-examples', examples, '--seed', String(seed), '--checks', CHECKS);
    args.push('--exclude-path-regex', STREAMS, '--continue-on-failure', '--no-shrink', '--request-timeout', '30');
    args.push('--warnings', 'off', '--no-color', '--suppress-health-check', 'all', '--generation-database', 'none');
    return asked(tool, args, { cwd: directory, limitMs: START_MS + cases * CASE_MS });
  };
};

const install = (): string => {
  const tool = join(ENVIRONMENT, 'bin', 'schemathesis');
  if (existsSync(tool)) return tool;
  for (const [command, args] of [
    ['python3', ['-m', 'venv', ENVIRONMENT]],
    [
      join(ENVIRONMENT, 'bin', 'pip'),
      ['install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`],
    ],
  ] as const) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0)
      throw new Error(
        `'${command} ${args.join(' ')}' failed: ${error?.message ?? stderr}. Install Python 3.9 or newer, with venv.`,
      );
  }
  return tool;
};

/** Nine of ten ids are known ones. */
const configOf = (known: KnownIds): string =>
  [
    ...Object.entries(known).map(([name, ids]) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(ids)}`),
    '[parameters]',
    ...Object.keys(known).map((name) => `"path.${name}" = { dictionary = "${name}", probability = 0.9 }`),
    '"body.into" = { dictionary = "ticketId", probability = 0.9 }',
  ].join('\n');

const asked = (
  tool: string,
  args: readonly string[],
  { cwd, limitMs }: { readonly cwd: string; readonly limitMs: number },
): Promise<Fuzzed> =>
  new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    let report = '';
    for (const output of [child.stdout, child.stderr])
      output.on('data', (part) => {
        report += part;
      });
    child.once('error', reject);
    child.once('close', (status) => {
      process.off('exit', end);
      const cases = Number(/(\d[\d,]*) generated/.exec(report)?.[1]?.replaceAll(',', '') ?? 0);
      // A run that generated nothing has shown nothing.
      resolve({ cases, isOk: status === 0 && cases > 0, report });
    });
  });
