import { spawnSync } from 'node:child_process';
import type { ChargeAssessed } from '../domain/ledger-events';
import { closed, determined, night, opened, validated, worked } from '../testing/after-hours-incident.fixture';
import { recomputable, recomputeProgram } from './recompute';

const { state, policy, events } = night(
  opened('02:03'),
  validated('02:05'),
  worked('W1', '02:10', '03:40'),
  closed('03:45'),
  determined('09:00', 'client'),
);
/** What the program says, and how it ends. */
const run = (program: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-'], {
    input: program,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

describe('The program of a charge', () => {
  const [charge] = state.postings;
  const assessed = events.findLast((one): one is ChargeAssessed => one.type === 'ChargeAssessed');
  if (!charge || !assessed) throw new Error('nothing was charged');
  const figures = recomputable('T1', charge, assessed, policy);
  it('computes it again by itself', () => {
    const { status, stdout, stderr } = run(recomputeProgram(figures));
    expect({ status, stderr }).toStrictEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('this line         18750 cents; the ledger says 18750');
  });
  it.each([
    ['the amount', { ...figures, posting: { ...figures.posting, cents: 20_000, balanceCents: 20_000 } }],
    ['the rate', { ...figures, terms: { ...figures.terms, ratePerHourCents: 15_000 } }],
    ['the time', { ...figures, sessions: [[{ from: '2026-03-14T07:10:00.000Z', to: '2026-03-14T09:40:00.000Z' }]] }],
    [
      'the hours',
      { ...figures, standardHours: [{ from: '2026-03-14T08:00:00.000Z', to: '2026-03-14T09:00:00.000Z' }] },
    ],
  ])('notices where somebody changed %s', (_what, changed) => {
    expect(run(recomputeProgram(changed)).status).toBe(1);
  });
  it('holds no name', () => expect(recomputeProgram(figures)).not.toMatch(/\b(eve|anna|clara)\b/));
});
