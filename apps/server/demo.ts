// `npm start -- --demo`: a server of its own, on stores that are gone afterwards, at a Saturday that has passed. The
// story is told through its HTTP API, as anybody could.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { BadConfig, type Config } from '#settings';
import { banner } from './banner';
import { DemoClock } from './demo-clock';
import { DemoDesk } from './demo-desk';
import { tellStory } from './demo-story';
import { run } from './run';

const ZONE = 'America/Chicago';

/** Tells the story, then stays while somebody is looking. Answers an exit code. */
export const demo = async (config: Config, asked: Promise<void>): Promise<number> => {
  if (config.mode === 'production' || config.stores.kind !== 'embedded')
    throw new BadConfig('The demo makes stores of its own. Unset NODE_ENV, EVENTSTORE_URL and DATABASE_URL.');
  const dataDir = mkdtempSync(join(tmpdir(), 'faultline-demo-'));
  const saturday = lastSaturday(DateTime.now().setZone(ZONE));
  const clock = new DemoClock(saturday.toMillis());
  try {
    const running = await run({ ...config, dataDir, keysDir: join(dataDir, 'keys') }, clock);
    try {
      console.log(`${banner({ ...config, dataDir }, running)}\n`);
      const stopped = asked.then(() => 'stopped' as const);
      const { url, keys } = running;
      if (keys === undefined) throw new Error('A development server gave out no keys.');
      const outcome = await Promise.race([tellStory(new DemoDesk(url, keys, clock, saturday)), stopped]);
      if (outcome !== 'stopped' && process.stdout.isTTY) {
        console.log(`\nLook around at ${url}/docs; Ctrl-C ends it, and nothing of it is kept.`);
        await asked;
      }
      return 0;
    } finally {
      await running.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
};

/** Midnight of the last Saturday whose Sunday is over as well. */
const lastSaturday = (now: DateTime): DateTime => {
  const days = ((now.weekday + 7 - 1) % 7) + 2;
  return now.startOf('day').minus({ days });
};
