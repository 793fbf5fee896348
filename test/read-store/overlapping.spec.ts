import type { Delivered } from '#event-store';
import type { Projection, ReadStore } from '#read-store';
import { chanceOf } from '../faults/chance';
import { deliver, history } from './board';
import { onEveryDatabase } from './databases';

// Rows that are spans of time, and those that meet another one: each pair is found once, by the row that begins first.

type Watch = { person: string; place: string; began: string; ends: string };
type Kept = { type: 'WatchKept' } & Watch;
const watches: Projection<Watch, Kept, keyof Watch> = {
  name: 'watches',
  version: 1,
  streams: ['call-'],
  onFailure: 'park',
  key: ({ stream }) => stream,
  columns: { person: 'text', place: 'text', began: 'text', ends: 'text' },
  indexes: [['person', 'began']],
  on: { WatchKept: (_row, { event: { person, place, began, ends } }) => ({ person, place, began, ends }) },
};

const chance = chanceOf(7);
const minute = (at: number) => new Date(Date.UTC(2026, 2, 14) + at * 60_000).toISOString();
const kept = Array.from({ length: 240 }, (_, n) => {
  const began = chance.below(600);
  const watch = { person: `p${chance.below(5)}`, place: `s${chance.below(20)}`, began: minute(began) };
  return [`call-${n}`, { ...watch, ends: minute(began + 1 + chance.below(40)) }] as const;
});
const MEETS = { same: 'person', apart: 'place', began: 'began' };

/** The rule itself, pair by pair. */
const meetsAnother = ([key, one]: (typeof kept)[number]): boolean =>
  kept.some(
    ([otherKey, other]) =>
      other.person === one.person &&
      other.place !== one.place &&
      (other.began > one.began || (other.began === one.began && otherKey > key)) &&
      other.began < one.ends,
  );

onEveryDatabase('Rows that meet another', (newPlace) => {
  let store: ReadStore;
  beforeAll(async () => {
    store = await (await newPlace()).open();
    const events = kept.map(([stream, watch]) => [stream, { type: 'WatchKept', ...watch } as never] as const);
    await deliver((await store.projector(watches)).consumer, history(events) as readonly Delivered[]);
  });
  afterAll(() => store.close());

  it('are found a page at a time, each pair once, whatever else is asked', async () => {
    for (const where of [{ ends: MEETS }, { ends: MEETS, person: 'p1' }, { ends: MEETS, began: { to: minute(200) } }]) {
      const found: Watch[] = [];
      for (let after: string | undefined; ; ) {
        const page = await store
          .view(watches)
          .find({ where, order: { by: 'began' }, limit: 17, ...(after !== undefined && { after }) });
        found.push(...page.rows);
        after = page.next;
        if (after === undefined) break;
      }
      const due = kept
        .filter(meetsAnother)
        .map(([, watch]) => watch)
        .filter(({ person }) => !('person' in where) || person === where.person)
        .filter(({ began }) => !('began' in where) || began < minute(200));
      const sorted = (rows: readonly Watch[]) => rows.map((row) => JSON.stringify(row)).toSorted();
      expect(due.length).toBeGreaterThan(5);
      expect(sorted(found)).toStrictEqual(sorted(due));
    }
  });

  it('are not asked for by a column that is none', async () => {
    const where = { ends: { ...MEETS, apart: 'nowhere' } };
    await expect(store.view(watches).find({ where })).rejects.toThrow(/no column here/);
  });
});
