import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseScenarios } from '#simulation';
import { ROOT } from './built';
import { median, type Row, timed } from './row';

const SCENARIOS = 1_000;
const ROUNDS = 3;

/** Seconds for the command `simulate` to run 1,000 scenarios, its start included. */
export const simulateRow = (): Row => {
  const cases = JSON.parse(readFileSync(path.join(ROOT, 'test/cases/cases.json'), 'utf8')) as { id: string }[];
  const thousand = Array.from({ length: SCENARIOS }, (_, i) => ({ ...cases[i % cases.length], id: `s${i}` }));
  const folder = mkdtempSync(path.join(tmpdir(), 'faultline-bench-'));
  const file = path.join(folder, 'thousand.json');
  writeFileSync(file, JSON.stringify(thousand));
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(timed(() => execFileSync(process.execPath, [path.join(ROOT, 'dist/apps/simulate/main.js'), file])));
      theirs.push(timed(() => parseScenarios(JSON.parse(readFileSync(file, 'utf8')))));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const [value, referenceValue] = [median(ours) / 1000, median(theirs) / 1000];
  return {
    name: 'simulate',
    value,
    unit: 's',
    reference: 'the same 1,000 scenarios, read and checked only',
    referenceValue,
    ratio: value / referenceValue,
    goal: '≤ 3 s for 1,000 scenarios',
    met: value <= 3,
  };
};
