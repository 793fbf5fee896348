// Alerts, their pages and the dashboard name only what there is; each alert is fired once by the figures of its fault.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Metrics } from '../../apps/server/metrics/metrics';

const ROOT = join(__dirname, '../..');
const PROMETHEUS = join(ROOT, 'deploy/prometheus');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
type Rule = {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
};
const rules = (parse(read('deploy/prometheus/faultline.rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const dashboard = JSON.parse(read('deploy/grafana/faultline.json')) as {
  panels: { title: string; targets: { expr: string }[] }[];
};

/** The names under which a figure is to be had: a histogram has three. */
const figures = async (): Promise<ReadonlySet<string>> => {
  const metrics = new Metrics({
    engines: [],
    work: () => [],
    room: () => [],
    storeBytes: () => undefined,
    stuck: async () => undefined,
  });
  const types = [...(await metrics.text()).matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name],
    ),
  );
};
const namedIn = (expr: string): readonly string[] => expr.match(/\bfaultline_\w+/g) ?? [];

const promtool = ['/usr/bin/promtool', '/usr/local/bin/promtool', process.env.PROMTOOL ?? ''].find(
  (path) => path !== '' && existsSync(path),
);

describe('An alert', () => {
  it('is made of figures that there are', async () => {
    const known = await figures();
    const unknown = rules.flatMap(({ alert, expr }) =>
      namedIn(expr).flatMap((name) => (known.has(name) ? [] : [`${alert}: ${name}`])),
    );
    expect(unknown).toStrictEqual([]);
    expect(rules.length).toBeGreaterThan(15);
  });

  it('says what is wrong, how soon somebody must come, and where it is written what to do', () => {
    for (const { alert, labels, annotations } of rules) {
      expect([alert, labels.severity]).toStrictEqual([alert, expect.stringMatching(/^(page|ticket)$/)]);
      expect(annotations.summary).toMatch(/\.$/);
      expect([alert, existsSync(join(ROOT, annotations.runbook_url))]).toStrictEqual([alert, true]);
    }
  });

  it('is what every page is for', () => {
    const used = new Set(rules.map(({ annotations }) => annotations.runbook_url));
    expect(
      readdirSync(join(ROOT, 'docs/runbooks'))
        .map((file) => `docs/runbooks/${file}`)
        .sort(),
    ).toStrictEqual([...used].sort());
  });

  it('is fired in the tests of the rules, and silent on a good day', () => {
    const tests = (
      parse(read('deploy/prometheus/faultline.rules.test.yml')) as {
        tests: { name: string; alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
      }
    ).tests.flatMap((test) => test.alert_rule_test);
    const names = (fired: boolean) =>
      new Set(tests.filter(({ exp_alerts }) => exp_alerts.length > 0 === fired).map(({ alertname }) => alertname));
    const alerts = new Set(rules.map(({ alert }) => alert));
    expect([names(true), names(false)]).toStrictEqual([alerts, alerts]);
  });

  (promtool ? it : it.skip)(
    `passes promtool${promtool ? '' : ': SKIPPED, it is not here (Debian: prometheus)'}`,
    () => {
      const run = (...args: string[]) => execFileSync(promtool ?? '', args, { cwd: PROMETHEUS, encoding: 'utf8' });
      expect(run('check', 'rules', 'faultline.rules.yml')).toContain('SUCCESS');
      expect(run('test', 'rules', 'faultline.rules.test.yml')).toContain('SUCCESS');
    },
  );
});

describe('The dashboard', () => {
  it('shows every figure, and none that there is not', async () => {
    const shown = new Set(dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namedIn(expr))));
    const known = await figures();
    expect([...shown].filter((name) => !known.has(name))).toStrictEqual([]);
    // Of a histogram one part is enough.
    const parts = (name: string) => name.replace(/_(bucket|count|sum)$/, '');
    expect(new Set([...shown].map(parts))).toStrictEqual(new Set([...known].map(parts)));
  });
});
