// The built server, every role in one process, killed at random instants under load; on embedded stores, or on the event
// store that EVENTSTORE_URL names. KILLS=100 SEED=7 npx jest test/kill: more of them, others. A failure names its seed
// and keeps its data. `npm run -s crash -- --only server` goes on for as long as one likes.
import { endAll } from '../programs/child';
import { discard, keep, scratch } from '../programs/scratch';
import { givenStore } from '../programs/some-store';
import { killed } from './crash';

const KILLS = Number(process.env.KILLS ?? 6);
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / 1000) % 1_000_000);

describe('A server that is killed', () => {
  afterAll(endAll);
  it(
    `has every acknowledged command once, one charge a ticket, and views like a fresh replay (${KILLS} kills)`,
    async () => {
      const dataDir = scratch('kill');
      let kills: readonly string[] = [];
      try {
        const lived = await killed(dataDir, { seed: SEED, kills: KILLS, store: await givenStore() });
        kills = lived.kills;
        expect(lived.broken).toEqual([]);
        expect(lived.ledgers).toBeGreaterThan(0);
        discard(dataDir);
      } catch (error) {
        keep(dataDir);
        const again = `KILLS=${KILLS} SEED=${SEED}`;
        throw new Error(`${again}; the data is kept in ${dataDir}. Killed ${kills.join(', ')}.\n${error}`, {
          cause: error,
        });
      }
    },
    400_000 + KILLS * 20_000,
  );
});
