import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { simulateProgram } from './simulate-program';

const folder = mkdtempSync(join(tmpdir(), 'faultline-simulate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: unknown): string => {
  const place = join(folder, name);
  writeFileSync(place, typeof content === 'string' ? content : JSON.stringify(content));
  return place;
};

const opened = (extra: object = {}) => ({
  at: '2026-03-16T06:30:00-05:00',
  do: 'open',
  ticket: 'T1',
  client: 'acme',
  channel: 'phone',
  priority: 'P1',
  summary: 'calls fail',
  ...extra,
});
const scenario = (id: string, state: string, step: object = opened()) => ({
  id,
  steps: [step],
  now: '2026-03-16T07:30:00-05:00',
  expect: { tickets: { T1: { state } } },
});

describe('simulate', () => {
  it('says one line a scenario, what differs under it, and how many passed', async () => {
    const list = file('two.json', [scenario('right', 'new'), scenario('wrong', 'closed')]);
    expect(await simulateProgram([list])).toStrictEqual({
      status: 1,
      out: ['ok   right', 'FAIL wrong', '       T1.state: expected "closed", was "new"', '1 passed, 1 failed'],
      err: [],
    });
  });

  it('with --json says one line of JSON a scenario and nothing else', async () => {
    const { status, out, err } = await simulateProgram([
      file('right.json', scenario('right', 'new', opened({ priority: 'P3' }))),
      '--json',
    ]);
    expect({ status, err }).toStrictEqual({ status: 0, err: [] });
    expect(out.map((line) => JSON.parse(line))).toStrictEqual([
      {
        id: 'right',
        ok: true,
        tickets: {
          T1: {
            state: 'new',
            priority: 'P3',
            sla: {
              respond: { state: 'running', due: '2026-03-16T21:00:00Z' },
              update: { state: 'running', due: '2026-03-16T22:00:00Z' },
              resolve: { state: 'running', due: '2026-03-18T22:00:00Z' },
            },
            billing: [{ outcome: 'pending', postedCents: 0, postings: [] }],
          },
        },
        differences: [],
      },
    ]);
  });

  it('takes folders, files in YAML, and another policy', async () => {
    const shelf = join(folder, 'shelf', 'deep');
    mkdirSync(shelf, { recursive: true });
    file('shelf/deep/b.json', scenario('b', 'new'));
    file('shelf/a.json', [scenario('a', 'new')]);
    file('shelf/read-me.md', 'no scenario');
    const yaml = file('c.yaml', stringify(scenario('c', 'new')));
    const { status, out } = await simulateProgram([join(folder, 'shelf'), yaml]);
    expect({ status, out }).toStrictEqual({ status: 0, out: ['ok   a', 'ok   b', 'ok   c', '3 passed, 0 failed'] });
  });

  it.each<[string, unknown, RegExp]>([
    ['a local time', scenario('x', 'new', opened({ at: '2026-03-16T06:30:00' })), /^\S+: steps\[0\]\.at: no offset$/],
    ['a step that there is not', scenario('x', 'new', opened({ do: 'dance' })), /^\S+: steps\[0\]\.do: /],
    ['no steps', { id: 'x', now: '2026-03-16T06:30:00Z' }, /^\S+: steps: /],
    [
      'one bad scenario of several',
      [scenario('x', 'new'), { ...scenario('y', 'new'), now: '2026-11-01T01:30:00' }],
      /^\S+: y: now: no offset$/,
    ],
    [
      'a policy that is none',
      { ...scenario('x', 'new'), policy: { billing: { ratePerHourCents: '125' } } },
      /billing\.ratePerHourCents/,
    ],
    ['something that is no JSON', '{', /^\S+: .*JSON/],
  ])('tells %s in one line that names the place, and exits 2', async (_what, content, line) => {
    const { status, out, err } = await simulateProgram([file('bad.json', content)]);
    expect(status).toBe(2);
    expect(out).toStrictEqual([]);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(line);
  });

  it.each<[string, string, RegExp]>([
    ['no YAML', 'policyId: [', /^\S+policy\.yaml: Flow sequence/],
    ['no policy', 'policyId: empty', /^\S+policy\.yaml: effectiveFrom: is missing/],
  ])('tells a --policy that is %s in one line that names the file, and exits 2', async (_what, content, line) => {
    const right = file('right.json', scenario('right', 'new'));
    const { status, out, err } = await simulateProgram([right, '--policy', file('policy.yaml', content)]);
    expect({ status, out, lines: err.length }).toStrictEqual({ status: 2, out: [], lines: 1 });
    expect(err[0]).toMatch(line);
  });

  it('reads a file that begins with a byte order mark', async () => {
    const marked = file('marked.json', `\uFEFF${JSON.stringify(scenario('marked', 'new'))}`);
    expect(await simulateProgram([marked])).toStrictEqual({
      status: 0,
      out: ['ok   marked', '1 passed, 0 failed'],
      err: [],
    });
  });

  it('exits 2 where there is nothing to run: no folder or list succeeds by being empty', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    for (const place of [empty, file('none.json', [])])
      expect(await simulateProgram([place])).toStrictEqual({
        status: 2,
        out: [],
        err: [`${place}: no scenario in there`],
      });
  });

  it('exits 1 where nothing was expected of anybody', async () => {
    const { status, out } = await simulateProgram([file('idle.json', { ...scenario('idle', 'new'), expect: {} })]);
    expect({ status, last: out.at(-1) }).toStrictEqual({ status: 1, last: '0 passed, 1 failed' });
  });

  it('exits 2 where there is no such file, no such policy, or nothing to do', async () => {
    const missing = join(folder, 'nowhere.json');
    const right = file('right.json', scenario('right', 'new'));
    const answers = await Promise.all(
      [[missing], [right, '--policy', missing], []].map((args) => simulateProgram(args)),
    );
    for (const { status, out, err } of answers) {
      expect({ status, out }).toStrictEqual({ status: 2, out: [] });
      expect(err).toHaveLength(1);
    }
  });
});
