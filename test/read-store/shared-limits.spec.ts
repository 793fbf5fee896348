// How often callers have asked all processes together: on PostgreSQL, which they share.
import type { ReadStore } from '#read-store';
import { onEveryDatabase } from './databases';

const STEP_MS = 1_000;

onEveryDatabase('What callers have asked', (newPlace) => {
  let stores: readonly ReadStore[];
  beforeEach(async () => {
    const place = await newPlace();
    stores = [await place.open(), await place.open()];
  });
  afterEach(() => Promise.all(stores.map((store) => store.close())));

  it('adds up over processes that count at once, each caller alone', async () => {
    const counts = stores.flatMap(({ askedTogether }) => (askedTogether ? [askedTogether] : []));
    // A file is one process's own.
    expect(counts).toHaveLength(stores[0]?.kind === 'postgres' ? 2 : 0);
    await Promise.all(
      Array.from({ length: 10 }, () =>
        counts.map((count) => count.add(new Map([...'dcba'].map((caller) => [caller, 3])), STEP_MS)),
      ).flat(),
    );
    for (const count of counts) {
      const debts = await count.add(new Map([...'ab'].map((caller) => [caller, 0])), STEP_MS);
      for (const debt of debts.values()) {
        expect(debt).toBeLessThanOrEqual(2 * 10 * 3 * STEP_MS);
        expect(debt).toBeGreaterThan(30_000); // less what was earned since
      }
    }
  });
});
