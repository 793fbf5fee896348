import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseScenarios, type Scenario, simulate } from '#simulation';
import { simulateProgram } from './simulate-program';

// Every case was worked out by hand from the support policy, and says why it is there.
const CASES = join(__dirname, 'cases.json');
const policy: unknown = parse(readFileSync(join(__dirname, '../../policies/standard-support.yaml'), 'utf8'));
const cases = parseScenarios(JSON.parse(readFileSync(CASES, 'utf8')));
const about = (prefix: string) =>
  cases.filter(({ id }) => id.startsWith(prefix)).map((each) => [each.why, each.id, each] as const);
const comesTrue = async (scenario: Scenario) => {
  const { differences, ok } = await simulate(scenario, policy);
  expect(differences).toStrictEqual([]);
  expect(ok).toBe(true);
};

describe('A clock', () => {
  it.each(about('sla-'))('%s (%s)', (_why, _id, scenario) => comesTrue(scenario));
});
describe('A charge', () => {
  it.each(about('bill-'))('%s (%s)', (_why, _id, scenario) => comesTrue(scenario));
});

describe('What is written down later', () => {
  it.each(about('late-'))('%s (%s)', (_why, _id, scenario) => comesTrue(scenario));
});
describe('A ticket at which nobody has looked', () => {
  it.each(about('tri-'))('%s (%s)', (_why, _id, scenario) => comesTrue(scenario));
});

describe('The cases', () => {
  it('are all told above, and each expects something', () => {
    expect(['sla-', 'bill-', 'late-', 'tri-'].flatMap(about)).toHaveLength(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(138);
    for (const { expect: expected } of cases) expect(Object.keys(expected?.tickets ?? {})).not.toHaveLength(0);
  });

  it('come out alike wherever the machine stands', async () => {
    const told: string[] = [];
    for (const scenario of cases) {
      // What is said to people is theirs; machines are told the differences themselves.
      const { said: _, ...outcome } = await simulate(scenario, policy);
      told.push(JSON.stringify(outcome));
    }
    const zones = ['UTC', 'America/Chicago', 'Europe/Berlin', 'Asia/Kolkata'];
    const answers = await Promise.all(zones.map((zone) => simulateProgram([CASES, '--json'], zone)));
    for (const answer of answers) expect(answer).toStrictEqual({ status: 0, out: told, err: [] });
  });
});
