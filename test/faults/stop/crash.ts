// SIGTERM under load, among hostile receivers and callers: it is over in time, and nothing that was acknowledged is gone.
import { discard, keep, scratch } from '../../programs/scratch';
import { chanceOf } from '../chance';
import type { Crash, Cycle, Wanted } from '../cycle';
import { violationOf } from '../ledger';
import { Siege } from './siege';

/** So many stops on one directory and among the same receivers; then everything is looked at, and others come. */
const LIFE = 10;

async function* life(first: number, stops: number, { stop, trace }: Wanted): AsyncGenerator<Cycle> {
  const directory = scratch('stop');
  const siege = new Siege(directory);
  let isSound = true;
  try {
    await siege.begin(chanceOf(first));
    for (let n = 0; n < stops; n++) {
      const seed = first + n;
      const { wrong, story } = await siege.stopOnce(chanceOf(seed));
      trace?.(`${seed}: ${story}`);
      const isLast = n === stops - 1 || stop.aborted;
      const broken = [...wrong, ...(isLast ? await siege.verdict() : [])];
      isSound &&= broken.length === 0;
      yield {
        seed,
        recovered: true,
        violations: broken.map(violationOf),
        story: isSound ? story : `${story}; what is left: ${directory}`,
        again: `--only stop --seed ${first} --cycles ${n + 1}`,
      };
      if (isLast) break;
    }
  } finally {
    await siege.end();
    if (isSound) discard(directory);
    else keep(directory);
  }
}

async function* lives(wanted: Wanted): AsyncGenerator<Cycle> {
  const { seed, cycles, stop } = wanted;
  for (let at = 0; at < cycles && !stop.aborted; at += LIFE)
    yield* life(seed + at, Math.min(LIFE, cycles - at), wanted);
}

export const stops: Crash = {
  name: 'stop',
  does: 'the whole server, asked to stop under load, among receivers and callers that are hostile',
  run: lives,
};
