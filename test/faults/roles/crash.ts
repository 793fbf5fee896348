// The built server as many processes, any of which is killed, doubled, or paused and woken late, while people go on
// talking to it; and what everything says once they are left alone.
import { somePostgres } from '../../read-store/some-postgres';
import { chanceOf } from '../chance';
import type { Crash, Cycle, Wanted } from '../cycle';
import { violationOf } from '../ledger';
import { Life } from './life';
import { Load } from './pace';
import { type Recoveries, said } from './recoveries';

/** So many blows fall on one crew, one after the other; then everything is looked at, and another begins. */
const LIFE = 20;
/** Commands a second, unless told: a desk at its busiest, and far from what one machine can do. */
const RATE = 20;

/** What all lives of a run share. */
type Run = {
  readonly wanted: Wanted;
  readonly recoveries: Recoveries;
  readonly load: Load;
  newDatabase(): Promise<string | undefined>;
};

async function* life(first: number, blows: number, run: Run): AsyncGenerator<Cycle> {
  const { recoveries, load } = run;
  const { stop, trace, rate, readStore } = run.wanted;
  const how = `${rate === undefined ? '' : ` --rate ${rate}`}${readStore === undefined ? '' : ` --read-store ${readStore}`}`;
  const one = new Life(first, load, await run.newDatabase());
  let isSound = false;
  try {
    await one.begin();
    for (let n = 0; n < blows; n++) {
      const seed = first + n;
      const chance = chanceOf(seed);
      const { role, tookMs } = await one.blow(chance);
      trace?.(
        `${seed}: ${one.story.at(-1)}: ${tookMs === undefined ? 'never came back' : `back after ${Math.round(tookMs)} ms`}`,
      );
      if (tookMs !== undefined) recoveries.push({ role, tookMs });
      const isLast = n === blows - 1 || stop.aborted || tookMs === undefined;
      if (isLast) one.countLoad();
      const broken = isLast && tookMs !== undefined ? await one.verdict(chance) : [];
      isSound = isLast && tookMs !== undefined && broken.length === 0;
      const story =
        isLast && !isSound
          ? `${one.story.join('; ')}; last words: ${one.crew.lastWords()}; what is left: ${one.directory}`
          : (one.story.at(-1) ?? '');
      const again = `--only roles --seed ${first} --cycles ${n + 1}${how}`;
      yield { seed, recovered: tookMs !== undefined, violations: broken.map(violationOf), story, again };
      if (isLast) break;
    }
  } catch (error) {
    trace?.(String((error as Error).stack));
    throw error;
  } finally {
    await one.end(isSound);
  }
}

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
