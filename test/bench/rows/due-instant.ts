import { DAY, MINUTE } from '#kernel';
import { compile, PRIORITIES, publishedFrom, TARGETS } from '#policy';
import { luxonWalk } from './luxon-walk';
import { median, type Row, timed } from './row';
import { standardSupport } from './standard-support';

const ROUNDS = 15;
const OURS = 100_000;
const THEIRS = 50;

/** Due instants per second on standard hours: every target of the default policy, opened at any time of ten years. */
export const dueInstant = (): Row => {
  const document = standardSupport();
  const { standardHours } = compile(publishedFrom(document, 1));
  const walk = luxonWalk(document);
  const targets = PRIORITIES.flatMap((p) => TARGETS.map((target) => document.priorities[p][target] ?? 0)).filter(
    (minutes) => minutes > 0,
  );
  const opened = Float64Array.from(
    { length: OURS },
    (_, i) => Date.UTC(2021, 0, 1) + ((i * 7_919_777_771) % (3_652 * DAY)),
  );
  const spans = Float64Array.from({ length: OURS }, (_, i) => (targets[i % targets.length] ?? 0) * MINUTE);
  const due = new Float64Array(OURS);

  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(
      timed(() => {
        for (let i = 0; i < OURS; i++) due[i] = standardHours.after(opened[i] ?? 0, spans[i] ?? 0);
      }),
    );
    const first = round * THEIRS;
    const walked = new Float64Array(THEIRS);
    theirs.push(
      timed(() => {
        for (let i = 0; i < THEIRS; i++) walked[i] = walk.after(opened[first + i] ?? 0, spans[first + i] ?? 0);
      }),
    );
    if (walked.some((instant, i) => instant !== due[first + i]))
      throw new Error('The calendar and the luxon walk disagree on a due instant; there is nothing to compare.');
  }

  const value = (OURS / median(ours)) * 1000;
  const referenceValue = (THEIRS / median(theirs)) * 1000;
  const ratio = value / referenceValue;
  return {
    name: 'due-instant',
    value,
    unit: '/s',
    reference: 'a plain luxon walk, day by day',
    referenceValue,
    ratio,
    goal: '≥ 1,000,000 /s and ≥ 500x',
    met: value >= 1_000_000 && ratio >= 500,
  };
};
