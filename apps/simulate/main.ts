// npm run -s simulate -- <file or folder>… [--policy FILE] [--json]
// What would this policy have done? Exit 0 all as expected, 1 something differs, 2 not a scenario.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { parse as parseYaml } from 'yaml';
import { isRefusal, parseScenarios, type Result, type Scenario, ScenarioInvalid, simulate, World } from '#simulation';

const DEFAULT_POLICY = path.join(__dirname, '../../../policies/standard-support.yaml');

const filesIn = (place: string): string[] =>
  statSync(place).isDirectory()
    ? readdirSync(place, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.json'))
        .toSorted()
        .map((file) => path.join(place, file))
    : [place];

const BYTE_ORDER_MARK = /^\uFEFF/;
/** A document in JSON or YAML. Throws `ScenarioInvalid` naming the file. */
const read = (file: string): unknown => {
  try {
    const text = readFileSync(file, 'utf8').replace(BYTE_ORDER_MARK, '');
    return file.endsWith('.json') ? JSON.parse(text) : parseYaml(text);
  } catch (problem) {
    const [line] = (problem as Error).message.split('\n');
    throw new ScenarioInvalid(`${file}: ${line}`);
  }
};
const mustBePolicy = async (policy: unknown, file: string): Promise<void> => {
  try {
    await World.under(policy as { policyId: string });
  } catch (problem) {
    if (!isRefusal(problem)) throw problem;
    throw new ScenarioInvalid(`${file}: ${problem.message.replaceAll('\n', ' ')}`);
  }
};
const scenariosIn = (file: string): Scenario[] => {
  try {
    return parseScenarios(read(file));
  } catch (problem) {
    if (!(problem instanceof ScenarioInvalid) || problem.message.startsWith(file)) throw problem;
    throw new ScenarioInvalid(`${file}: ${problem.message}`);
  }
};

/** Runs a scenario; what cannot be run is reported with the file that it came from. */
const ran = async (file: string, scenario: Scenario, policy: unknown): Promise<Result> => {
  try {
    return await simulate(scenario, policy);
  } catch (problem) {
    if (problem instanceof ScenarioInvalid) throw new ScenarioInvalid(`${file}: ${problem.message}`);
    if (problem instanceof RangeError) throw new ScenarioInvalid(`${file}: ${scenario.id}: ${problem.message}`);
    throw problem;
  }
};

const show = ({ id, ok, said }: Result) =>
  [ok ? `${pc.green('ok  ')} ${id}` : `${pc.red('FAIL')} ${id}`, ...said.map((line) => `       ${line}`)].join('\n');

const forMachines = ({ said: _, ...result }: Result): string => JSON.stringify(result);

const LINES_AT_ONCE = 50;
const flush = (text: string): string => {
  if (text !== '') process.stdout.write(text);
  return '';
};

const run = async (places: readonly string[], options: { policy: string; json?: true }): Promise<number> => {
  const policy = read(options.policy);
  await mustBePolicy(policy, options.policy);
  const scenarios = places
    .flatMap(filesIn)
    .flatMap((file) => scenariosIn(file).map((scenario) => [file, scenario] as const));
  if (scenarios.length === 0) throw new ScenarioInvalid(`${places.join(', ')}: no scenario in there`);
  let failed = 0;
  let shown = '';
  for (const [index, [file, scenario]] of scenarios.entries()) {
    const result = await ran(file, scenario, policy);
    if (!result.ok) failed += 1;
    shown += `${options.json ? forMachines(result) : show(result)}\n`;
    // A write for each line would cost more than the scenario.
    if ((index + 1) % LINES_AT_ONCE === 0) shown = flush(shown);
  }
  flush(shown);
  if (!options.json) process.stdout.write(`${scenarios.length - failed} passed, ${failed} failed\n`);
  return failed > 0 ? 1 : 0;
};

new Command('simulate')
  .description('Runs scenarios through the deciders and processes of the server, on virtual time.')
  .argument('<place...>', 'files of scenarios (JSON or YAML), or folders of them (JSON)')
  .option('--policy <file>', 'the policy that they run under', DEFAULT_POLICY)
  .option('--json', 'one line of JSON a scenario')
  .exitOverride((stop) => process.exit(stop.exitCode === 0 ? 0 : 2))
  .action(async (places: string[], options: { policy: string; json?: true }) => {
    try {
      process.exitCode = await run(places, options);
    } catch (problem) {
      if (!(problem instanceof ScenarioInvalid) && !(problem as NodeJS.ErrnoException).code) throw problem;
      process.stderr.write(`${(problem as Error).message}\n`);
      process.exitCode = 2;
    }
  })
  .parseAsync();
