import { join } from 'node:path';
import { startChild } from '../../programs/child';
import { discard, scratch } from '../../programs/scratch';
import { interruptible } from '../interruptible';
import type { Row } from './row';

const MANY = 1_000_000;
const FEW = 1_000;
const GOAL_MS = 5;
const GOAL_MEGABYTES = 200;

type Measured = { readonly p99: number; readonly megabytes: number };

/** A million armed deadlines in the deadline store: how long it takes to find those due, and what a process needs that asks. */
export const deadlines = async (): Promise<readonly Row[]> => {
  interruptible();
  const directory = scratch('deadlines');
  try {
    const [many, few] = [await asked(directory, MANY), await asked(directory, FEW)];
    const reference = `the same with ${FEW.toLocaleString('en-US')} deadlines`;
    return [
      {
        name: 'deadlines',
        value: many.p99,
        unit: 'ms',
        reference,
        referenceValue: few.p99,
        ratio: many.p99 / few.p99,
        goal: `p99 ≤ ${GOAL_MS} ms`,
        met: many.p99 <= GOAL_MS,
      },
      {
        name: 'deadlines-memory',
        value: many.megabytes,
        unit: 'MB',
        reference,
        referenceValue: few.megabytes,
        ratio: many.megabytes / few.megabytes,
        goal: `≤ ${GOAL_MEGABYTES} MB, the process and all`,
        met: many.megabytes <= GOAL_MEGABYTES,
      },
    ];
  } finally {
    discard(directory);
  }
};

const asked = async (directory: string, count: number): Promise<Measured> => {
  const file = join(directory, `${count}.sqlite`);
  const filling = startChild('test/bench/deadlines.js', ['fill', file, String(count)], { ipc: true });
  const ended = await filling.gone;
  if (ended !== 0) throw new Error(`The deadline store was not filled (${ended}): ${filling.said.join(' | ')}`);
  const asking = startChild('test/bench/deadlines.js', ['ask', file, String(count)], { ipc: true });
  const [, answer = ''] = await asking.line(/^ASKED (.*)/);
  await asking.gone;
  return JSON.parse(answer) as Measured;
};
