// From a voicemail to somebody who comes, with whoever is between them killed, doubled, or paused and woken late.
import { chanceOf } from '../chance';
import type { Crash, Cycle, Wanted } from '../cycle';
import { violationOf } from '../ledger';
import { PagingLife } from './life';

/** So many voicemails on one store; then everything is looked at, and another begins. */
const LIFE = 20;

async function* life(first: number, cycles: number, { stop, trace }: Wanted): AsyncGenerator<Cycle> {
  const one = new PagingLife();
  let isSound = false;
  try {
    await one.begin();
    for (let n = 0; n < cycles; n++) {
      const seed = first + n;
      const failed = (error: Error) => ({ story: error.message, recovered: false });
      const took = (story: string) => ({ story, recovered: true });
      const { story, recovered } = await one.cycle(seed, chanceOf(seed)).then(took, failed);
      trace?.(`${seed}: ${story}`);
      const isLast = n === cycles - 1 || stop.aborted || !recovered;
      const broken = isLast ? await one.verdict() : [];
      isSound = recovered && broken.length === 0;
      const again = `--only paging --seed ${first} --cycles ${n + 1}`;
      yield { seed, recovered, violations: broken.map(violationOf), story, again };
      if (isLast) break;
    }
  } finally {
    await one.end(isSound);
  }
}

async function* lives(wanted: Wanted): AsyncGenerator<Cycle> {
  const { seed, cycles, stop } = wanted;
  for (let at = 0; at < cycles && !stop.aborted; at += LIFE)
    yield* life(seed + at, Math.min(LIFE, cycles - at), wanted);
}

export const pagingKills: Crash = {
  name: 'kill',
  does: 'the api and those who page, killed, doubled, or paused, between voicemail, ticket, page and acknowledgement',
  run: lives,
};
