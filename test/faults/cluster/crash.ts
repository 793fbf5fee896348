// The built server behind a cluster whose leaders are killed and paused and whose majority is lost, while people go on
// talking to it; and what everything says once it is left alone.
import { chanceOf } from '../chance';
import type { Crash, Cycle, Wanted } from '../cycle';
import { violationOf } from '../ledger';
import { Load } from '../roles/pace';
import { ClusterLife } from './life';

/** So many blows fall on one cluster; then everything is looked at, and another begins. */
const LIFE = 50;
const RATE = 10;

/** Whoever talks to the server throws where it answers what it should not, or nothing for minutes. */
const asRefused = (error: Error): readonly string[] => [error.message];

type Took = { readonly kind: string; readonly tookMs: number }[];

/** What is broken at the end of a life, and why nobody waited for it where somebody was refused before. */
const concluded = async (one: ClusterLife, refused: string | undefined): Promise<readonly string[]> => {
  one.countLoad();
  return refused === undefined ? one.verdict().catch(asRefused) : [refused];
};

async function* life(
  first: number,
  blows: number,
  { stop, trace }: Wanted,
  load: Load,
  took: Took,
): AsyncGenerator<Cycle> {
  const one = new ClusterLife(first, load);
  let isSound = false;
  try {
    await one.begin();
    for (let n = 0; n < blows; n++) {
      const seed = first + n;
      const { kind, tookMs, refused } = await one.blow(chanceOf(seed));
      took.push({ kind, tookMs });
      const story = one.story.at(-1) ?? '';
      trace?.(`${seed}: ${story}: a command was taken after ${Math.round(tookMs)} ms`);
      const again = `--only cluster --seed ${first} --cycles ${n + 1}`;
      const cycle: Cycle = { seed, recovered: true, violations: [], story, again };
      if (n < blows - 1 && !stop.aborted && refused === undefined) {
        yield cycle;
        continue;
      }
      const broken = await concluded(one, refused);
      isSound = broken.length === 0;
      yield isSound ? cycle : { ...cycle, violations: broken.map(violationOf), story: one.wholeStory() };
      return;
    }
  } finally {
    await one.end(isSound);
  }
}

async function* lives(wanted: Wanted): AsyncGenerator<Cycle> {
  const { seed, cycles, stop, rate = RATE } = wanted;
  const took: Took = [];
  const load = new Load(rate);
  try {
    for (let at = 0; at < cycles && !stop.aborted; at += LIFE)
      yield* life(seed + at, Math.min(LIFE, cycles - at), wanted, load, took);
  } finally {
    process.stderr.write(`${summary(took)}\nunder ${load}\n`);
  }
}

/** How long nobody could write, by what had happened. */
const summary = (took: Took): string =>
  [...Map.groupBy(took, ({ kind }) => kind)]
    .map(([kind, all]) => {
      const sorted = all.map(({ tookMs }) => Math.round(tookMs)).sort((one, other) => one - other);
      return `${kind.padEnd(18)} ${String(sorted.length).padStart(4)} times; a command was taken after ${sorted[Math.floor(sorted.length / 2)]} ms in the median, ${sorted.at(-1)} ms at most`;
    })
    .join('\n');

export const clusterBlows: Crash = {
  name: 'blow',
  does: 'the server behind a cluster: leaders killed and paused, the majority lost, replicas that lag, under load',
  run: lives,
};
