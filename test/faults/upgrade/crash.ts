// A rolling deploy and its roll-back, again and again, under load: the build before this one and this one side by side on one
// store. Whoever talks to it hears an answer, or 503 with when to come again; nothing is parked, and everything holds.
import { ROOT } from '../../bench/rows/built';
import { somePostgres } from '../../read-store/some-postgres';
import { type Chance, chanceOf } from '../chance';
import type { Crash, Cycle, Wanted } from '../cycle';
import { violationOf } from '../ledger';
import { ROLES } from '../roles/crew';
import { Life } from '../roles/life';
import { Load } from '../roles/pace';
import { type Before, buildBefore } from './before';

/** So many deploys on one store; then everything is looked at, and another begins. */
const LIFE = 10;
const RATE = 20;

type Run = { readonly wanted: Wanted; readonly before: Before; readonly load: Load };

async function* life(first: number, rolls: number, databaseUrl: string | undefined, run: Run): AsyncGenerator<Cycle> {
  const { wanted, before, load } = run;
  const one = new Life(first, load, databaseUrl, before.root);
  let isSound = false;
  try {
    await one.begin();
    const broken: string[] = [];
    for (let n = 0; n < rolls; n++) {
      const [seed, chance] = [first + n, chanceOf(first + n)];
      const { wrong, recovered } = await rolled(one, n % 2 === 0 ? ['rolled out', ROOT] : backTo(before), chance);
      broken.push(...wrong);
      wanted.trace?.(`${seed}: ${one.story.at(-1)}`);
      const isLast = n === rolls - 1 || wanted.stop.aborted || !recovered;
      if (isLast) broken.push(...(await concluded(one, recovered, n % 2 === 1, chance)));
      isSound = isLast && recovered && broken.length === 0;
      yield {
        seed,
        recovered,
        violations: isLast ? broken.map(violationOf) : [],
        story: isLast ? one.wholeStory() : (one.story.at(-1) ?? ''),
        again: `--only upgrade --before ${before.commit} --seed ${first} --cycles ${n + 1}`,
      };
      if (isLast) return;
    }
  } finally {
    await one.end(isSound);
  }
}

type Rolled = { readonly wrong: readonly string[]; readonly recovered: boolean };
/** A deploy that does not come to its end is told with the others, and ends this store's life. */
const rolled = async (one: Life, [what, to]: readonly [string, string], chance: Chance): Promise<Rolled> => {
  const began = performance.now();
  const ended = await one.roll(to).catch((failure: Error) => failure);
  const took = `in ${Math.round(performance.now() - began)} ms`;
  one.story.push(ended instanceof Error ? `not ${what}, ${took}: ${ended.message}` : `${what} ${took}`);
  if (ended instanceof Error) return { wrong: [], recovered: false };
  return { wrong: ended, recovered: (await one.recovery(chance.of(ROLES), chance)) !== undefined };
};
const backTo = ({ root, commit }: Before) => [`rolled back to ${commit}`, root] as const;

/** This build looks at its own views, some of which an older one may not feed: where that is there, it is rolled out again. */
const concluded = async (
  one: Life,
  recovered: boolean,
  isBack: boolean,
  chance: Chance,
): Promise<readonly string[]> => {
  const again = recovered && isBack ? await rolled(one, ['rolled out again', ROOT], chance) : { wrong: [], recovered };
  one.countLoad();
  if (recovered && !again.recovered) return [...again.wrong, 'I13: rolled out again, it does nothing any more'];
  const verdict = recovered ? await one.verdict(chance).catch((error: Error) => [error.message]) : [];
  return [...again.wrong, ...verdict, ...unheard(one)];
};

/** A deploy is no reason for anybody to be hung up on. */
const unheard = ({ clients: { cut, curt } }: Life): readonly string[] => [
  ...(cut === 0 ? [] : [`I1: ${cut} connections were cut before the answer was there`]),
  ...(curt === 0 ? [] : [`I13: 503 was answered ${curt} times without Retry-After`]),
];

async function* lives(wanted: Wanted): AsyncGenerator<Cycle> {
  const { seed, cycles, stop, rate = RATE, readStore = 'sqlite' } = wanted;
  const run: Run = { wanted, before: buildBefore(wanted.before), load: new Load(rate) };
  const found = readStore === 'postgres' ? somePostgres() : undefined;
  if (found && 'missing' in found) throw new Error(`There is no PostgreSQL here: ${found.missing}.`);
  const postgres = await found?.start();
  try {
    for (let at = 0; at < cycles && !stop.aborted; at += LIFE)
      yield* life(seed + at, Math.min(LIFE, cycles - at), await postgres?.newDatabase(), run);
  } finally {
    process.stderr.write(
      `from ${run.before.commit} to this build and back, under ${run.load}, views in ${readStore}\n`,
    );
    await postgres?.stop();
  }
}

export const upgrades: Crash = {
  name: 'roll',
  does: 'a rolling deploy of this build over the one before and back, a process a role, under load',
  run: lives,
};
