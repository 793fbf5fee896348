// The built server as many processes, any of which is killed, doubled, or paused and woken late, while people go on
// talking to it; and what everything says once they are left alone.
import { somePostgres } from '../../read-store/some-postgres';
import { type Chance, chanceOf } from '../chance';
import type { Crash, Cycle, Wanted } from '../cycle';
import { violationOf } from '../ledger';
import { Life } from './life';
import { Load } from './pace';
import { type Recoveries, said } from './recoveries';

/** So many blows fall on one crew, one after the other; then everything is looked at, and another begins. */
const LIFE = 20;
/** Commands a second, unless told: a desk at its busiest, and far from what one machine can do. */
const RATE = 20;

/** Whoever talks to the server throws where it answers what it should not, or nothing for a minute. */
const asRefused = (error: Error): readonly string[] => [error.message];

/** What all lives of a run share. */
type Run = {
  readonly wanted: Wanted;
  readonly recoveries: Recoveries;
  readonly load: Load;
  newDatabase(): Promise<string | undefined>;
};

/** What is broken at the end of a life; of one that did not come back nothing can be asked. */
const concluded = async (one: Life, recovered: boolean, chance: Chance) => {
  one.countLoad();
  return recovered ? await one.verdict(chance).catch(asRefused) : [];
};

async function* life(first: number, blows: number, run: Run): AsyncGenerator<Cycle> {
  const { recoveries, load } = run;
  const { stop, trace } = run.wanted;
  const one = new Life(first, load, await run.newDatabase());
  let isSound = false;
  try {
    await one.begin();
    for (let n = 0; ; n++) {
      const seed = first + n;
      const chance = chanceOf(seed);
      const { role, tookMs } = await one.blow(chance);
      const recovered = tookMs !== undefined;
      trace?.(`${seed}: ${one.story.at(-1)}: ${recovered ? `back after ${Math.round(tookMs)} ms` : 'never came back'}`);
      if (recovered) recoveries.push({ role, tookMs });
      const cycle = {
        seed,
        recovered,
        violations: [],
        story: one.story.at(-1) ?? '',
        again: again(run.wanted, first, n + 1),
      };
      if (n < blows - 1 && !stop.aborted && recovered) {
        yield cycle;
        continue;
      }
      const broken = await concluded(one, recovered, chance);
      isSound = recovered && broken.length === 0;
      yield isSound ? cycle : { ...cycle, violations: broken.map(violationOf), story: one.wholeStory() };
      return;
    }
  } catch (error) {
    trace?.(String((error as Error).stack));
    throw error;
  } finally {
    await one.end(isSound);
  }
}

/** What the same life is asked for with. */
const again = ({ rate, readStore }: Wanted, seed: number, cycles: number): string =>
  [
    `--only roles --seed ${seed} --cycles ${cycles}`,
    ...(rate === undefined ? [] : [`--rate ${rate}`]),
    ...(readStore === undefined ? [] : [`--read-store ${readStore}`]),
  ].join(' ');

async function* lives(wanted: Wanted): AsyncGenerator<Cycle> {
  const { seed, cycles, stop, rate = RATE, readStore = 'sqlite' } = wanted;
  const recoveries: Recoveries = [];
  const load = new Load(rate);
  const postgres = readStore === 'postgres' ? await aPostgres() : undefined;
  const newDatabase = async () => postgres?.newDatabase();
  try {
    for (let at = 0; at < cycles && !stop.aborted; at += LIFE)
      yield* life(seed + at, Math.min(LIFE, cycles - at), { wanted, recoveries, load, newDatabase });
  } finally {
    process.stderr.write(said(recoveries, `${load}, views in ${readStore}`));
    await postgres?.stop();
  }
}

const aPostgres = async () => {
  const found = somePostgres();
  if ('missing' in found) throw new Error(`There is no PostgreSQL here: ${found.missing}.`);
  return found.start();
};

export const roleKills: Crash = {
  name: 'kill',
  does: 'the server as a process a role, each killed, doubled, or paused and woken late under load',
  run: lives,
};
