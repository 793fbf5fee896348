// The built server, every role and embedded stores, killed at random instants under load.
// KILLS=100 SEED=7 npx jest test/kill: more of them, others. A failure names its seed and keeps its data.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endAll } from '../programs/child';
import { discard, keep, scratch } from '../programs/scratch';
import { live } from './life';
import { lostOrDoubled, misbilled, unsound } from './promises';
import { everythingIn } from './stored';
import { stale } from './views';

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
        const { server, clients, owed, ...lived } = await live(dataDir, SEED, KILLS);
        kills = lived.kills;
        writeFileSync(join(dataDir, 'told.json'), JSON.stringify({ owed, told: clients.told }, null, 1));
        expect(await server.end()).toBe(0);
        const everything = await everythingIn(join(dataDir, 'store'));
        const broken = [
          ...unsound(everything),
          ...lostOrDoubled(everything, clients.told),
          ...owed.flatMap((one) => misbilled(everything, one)),
          ...(await stale(dataDir, everything.all)),
        ];
        expect(broken).toEqual([]);
        expect(owed.length).toBeGreaterThan(0);
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
