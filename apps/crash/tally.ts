import pc from 'picocolors';
import type { Crash, Cycle } from '../../test/faults/cycle';

/** What one kind of crash came to. */
export type Tally = {
  readonly subject: string;
  readonly kind: string;
  cycles: number;
  recovered: number;
  violations: number;
  /** Spent on this kind. */
  milliseconds: number;
};

export const newTally = (subject: string, { name: kind }: Crash): Tally => ({
  subject,
  kind,
  cycles: 0,
  recovered: 0,
  violations: 0,
  milliseconds: 0,
});

export const count = (tally: Tally, { recovered, violations }: Cycle): void => {
  tally.cycles++;
  if (recovered) tally.recovered++;
  tally.violations += violations.length;
};

const perMinute = ({ cycles, milliseconds }: Tally) => Math.round((cycles * 60_000) / Math.max(1, milliseconds));

export const progress = (tally: Tally, wanted: number): string =>
  `${tally.subject} ${tally.kind}: ${tally.cycles} of ${wanted}, ${tally.violations} violations, ${perMinute(tally)} a minute`;

export const verdict = (tally: Tally, from: number): string => {
  if (tally.cycles === 0)
    return `${pc.yellow('none')} ${tally.subject}: no ${tally.kind} was done, so nothing is known`;
  const sound = tally.violations === 0 && tally.recovered === tally.cycles;
  const seeds = `seeds ${from} to ${from + Math.max(0, tally.cycles - 1)}`;
  const found = `${tally.cycles} ${tally.kind}s, ${tally.recovered} recovered, ${tally.violations} violations`;
  return `${sound ? pc.green('ok  ') : pc.red('FAIL')} ${tally.subject}: ${found} (${seeds}, ${perMinute(tally)} a minute)`;
};

const SHOWN = 5;
/** A broken cycle: what was violated, where, after what, and how to see it again. */
export const broken = (tally: Tally, { seed, violations, recovered, story, again }: Cycle): string => {
  const shown = violations.slice(0, SHOWN).map(({ invariant, what }) => `        ${invariant}: ${what}`);
  if (violations.length > SHOWN) shown.push(`        and ${violations.length - SHOWN} more`);
  const head = `${pc.red('FAIL')} ${tally.subject} ${tally.kind} ${seed}${recovered ? '' : ': the store did not come up again'}`;
  return [head, ...shown, `        after: ${story}`, `        again: npm run -s crash -- ${again}`].join('\n');
};
