// Says of each change that no spec has noticed as soon as it is known: whoever stops in the middle has what was found.

import { readFileSync } from 'node:fs';
import path from 'node:path';

const DETECTED = ['Killed', 'Timeout'];
const SURVIVED = ['Survived', 'NoCoverage'];
const COUNTED = [...DETECTED, ...SURVIVED];
const SAYS_EVERY = 50;

/** How many of the changes that count were noticed. */
export const scoreOf = (results) => {
  const counted = results.filter(({ status }) => COUNTED.includes(status));
  const detected = counted.filter(({ status }) => DETECTED.includes(status));
  return { detected: detected.length, of: counted.length, percent: (100 * detected.length) / (counted.length || 1) };
};

export class Survivors {
  #results = [];
  #all = 0;

  onMutationTestingPlanReady({ mutantPlans }) {
    this.#all = mutantPlans.length;
  }

  onMutantTested(result) {
    this.#results.push(result);
    if (SURVIVED.includes(result.status)) say(result);
    if (this.#results.length % SAYS_EVERY !== 0) return;
    const { detected, of } = scoreOf(this.#results);
    console.log(`         ${this.#results.length} of ${this.#all} tried: ${detected} of ${of} noticed`);
  }
}

const say = ({ fileName, location, mutatorName, replacement, status }) => {
  const file = path.relative(process.cwd(), fileName);
  const line = readFileSync(fileName, 'utf8').split('\n')[location.start.line - 1]?.trim();
  console.log(`${status === 'NoCoverage' ? 'unseen  ' : 'survived'} ${file}:${location.start.line} ${mutatorName}`);
  console.log(`           ${line}\n           → ${String(replacement).replaceAll('\n', ' ').slice(0, 120)}`);
};
