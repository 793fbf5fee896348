// The rig against the store: nothing is found on a sound one, and every planted fault on one that is not.
import { powerCuts } from './cut';
import { type Cycle, PLANTS, type Plant } from './cycle';
import { damage } from './damage';
import { flip } from './flip';
import { kills } from './kill';

const CYCLES_UNTIL_FOUND = 100;

const cycles = async function* (crash: typeof kills, seed: number, count: number, plant?: Plant) {
  const { signal } = new AbortController();
  yield* crash.run({ seed, cycles: count, stop: signal, ...(plant ? { plant } : {}) });
};
const all = async (crash: typeof kills, seed: number, count: number): Promise<readonly Cycle[]> => {
  const seen: Cycle[] = [];
  for await (const cycle of cycles(crash, seed, count)) seen.push(cycle);
  return seen;
};
const wrongWith = (seen: readonly Cycle[]) =>
  seen.filter(({ recovered, violations }) => !recovered || violations.length > 0);

describe('The store', () => {
  it('keeps what it promised through simulated power cuts', async () => {
    const seen = await all(powerCuts, 1, 100);
    expect(seen).toHaveLength(100);
    expect(wrongWith(seen)).toEqual([]);
  });

  it('keeps what it promised when it is killed under load', async () => {
    const seen = await all(kills, 1, 10);
    expect(seen).toHaveLength(10);
    expect(wrongWith(seen)).toEqual([]);
  }, 120_000);

  it('names or mends what was damaged at rest, and serves none of it', async () => {
    const seen = await all(damage, 1, 25);
    expect(seen).toHaveLength(25);
    expect(wrongWith(seen)).toEqual([]);
  });

  it('notices every byte that was flipped at rest, in every file, and serves none of it', async () => {
    const seen = await all(flip, 1, 25);
    expect(seen).toHaveLength(25);
    expect(wrongWith(seen)).toEqual([]);
  });

  it('does the same again from the same seed', async () => {
    const [once, again] = [await all(powerCuts, 77, 8), await all(powerCuts, 77, 8)];
    expect(again.map(({ story }) => story)).toEqual(once.map(({ story }) => story));
  });
});

describe('The rig', () => {
  it.each(PLANTS)(
    `finds the planted fault %s within ${CYCLES_UNTIL_FOUND} power cuts, and says how to see it again`,
    async (plant) => {
      for await (const { seed, recovered, violations, again } of cycles(powerCuts, 1, CYCLES_UNTIL_FOUND, plant)) {
        if (recovered && violations.length === 0) continue;
        expect(again).toBe(`--only store --kind cut --seed ${seed} --cycles 1 --plant ${plant}`);
        for await (const cycle of cycles(powerCuts, seed, 1, plant)) expect(wrongWith([cycle])).not.toEqual([]);
        return;
      }
      throw new Error(`${CYCLES_UNTIL_FOUND} power cuts did not find ${plant}.`);
    },
  );

  it('calls an acknowledgement before the sync a broken I1, and a reader who saw too much by its name', async () => {
    const finds = async (plant: Plant, what: string) => {
      for await (const { violations } of cycles(powerCuts, 1, CYCLES_UNTIL_FOUND, plant))
        if (violations.some(({ invariant }) => invariant === what)) return true;
      return false;
    };
    expect(await finds('ack-before-sync', 'I1')).toBe(true);
    expect(await finds('publish-early', 'early')).toBe(true);
  });
});
