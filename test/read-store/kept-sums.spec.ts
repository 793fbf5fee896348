import type { Grouping, Projection, ReadStore } from '#read-store';
import { keptPieces } from '../../libs/read-store/kept-sums';
import { type CallEvent, callBoard, deliver, history } from './board';
import { onEveryDatabase } from './databases';

type FigureRow = { client: string; urgency: number | null; at: string | null; cost: number | null };
type Column = 'client' | 'urgency' | 'at' | 'cost';
type Figures = Projection<FigureRow, CallEvent, Column>;

const DAY = 86_400_000;
/** When a call was due: somewhere in the first months of 2026, at the very ends of months as well. */
const dueAt = (revision: number, urgency: number): string | null =>
  urgency === 9 ? null : new Date(Date.UTC(2026, (revision + urgency) % 4, 1) + (urgency - 1) * 5 * DAY).toISOString();

const plain: Figures = {
  name: 'call-figures',
  version: 1,
  streams: ['call-'],
  onFailure: 'halt',
  key: ({ stream }) => stream,
  columns: { client: 'text', urgency: 'integer', at: 'text', cost: 'integer' },
  on: {
    ...callBoard.on,
    CallOpened: (_row, { event }) => ({ client: event.client, urgency: null, at: null, cost: null }),
    CallRaised: (row, { event: { urgency }, stamp: { revision } }) => ({
      client: row?.client ?? '',
      urgency: urgency === 5 ? null : urgency,
      at: dueAt(revision, urgency),
      cost: urgency === 2 ? null : 10 * revision + urgency,
    }),
    CallClosed: () => null,
    CallPoisoned: () => null,
  },
};
const summed: Figures = {
  ...plain,
  name: 'call-sums',
  sums: { at: 'at', by: ['client', 'urgency'], of: ['cost'] },
};

const CALLS = 40;
const ROUNDS = 9;
/** Each call opens, is due again and again at another time, and some of them go. */
const whole = history(
  Array.from({ length: CALLS * (ROUNDS + 1) }, (_, n): readonly [string, CallEvent] => {
    const [call, round] = [n % CALLS, Math.floor(n / CALLS)];
    if (round === 0) return [`call-${call}`, { type: 'CallOpened', client: `client ${call % 3}` }];
    if (round >= ROUNDS - 1 && call % 4 === 0) return [`call-${call}`, { type: 'CallClosed' }];
    if (round === ROUNDS) return [`call-${call}`, { type: 'CallClosed' }];
    return [`call-${call}`, { type: 'CallRaised', urgency: (round * 7 + call * 3) % 10 }];
  }),
);
/** But that all of them go. */
const events = whole.slice(0, CALLS * ROUNDS);

type Asked = Grouping<Column, Column, 'cost'>;
const within = (from: string, to: string) => ({ at: { from: `2026-${from}.000Z`, to: `2026-${to}.000Z` } });
const YEAR = within('01-01T00:00:00', '12-31T00:00:00');
const ASKED: readonly (readonly [string, Asked])[] = [
  ['whole months', { by: ['client'], sum: ['cost'], where: YEAR }],
  ['months of another zone', { by: ['client', 'urgency'], where: within('02-01T06:00:00', '03-01T06:00:00') }],
  ['a part of one month', { by: ['urgency'], sum: ['cost'], where: within('03-05T12:00:00', '03-20T00:00:00') }],
  ['everything at once', { by: [], sum: ['cost'], where: within('01-15T00:00:00', '04-02T00:00:00') }],
  ['one client', { by: ['urgency'], sum: ['cost'], where: { ...YEAR, client: 'client 1' } }],
  ['some values, and none', { by: ['client'], where: { ...YEAR, urgency: [1, 4] } }],
  ['no value', { by: ['client'], sum: ['cost'], where: { ...YEAR, urgency: null } }],
  ['no time at all', { by: [], sum: ['cost'], where: within('02-10T00:00:00', '02-10T00:00:00') }],
];

onEveryDatabase('Sums that a view keeps', (newPlace) => {
  let store: ReadStore;
  const deliverTo = async (projection: Figures, some: typeof events) =>
    deliver((await store.projector(projection)).consumer, some);
  beforeAll(async () => {
    store = await (await newPlace()).open();
    // What was there when they were made, and what comes one event at a time.
    for (const projection of [plain, summed]) {
      await deliverTo(projection, events.slice(0, CALLS * 3));
      for (let from = CALLS * 3; from < events.length; from += 7)
        await deliverTo(projection, events.slice(from, from + 7));
    }
  });
  afterAll(() => store.close());
  const both = async (asked: Asked) =>
    Promise.all([store.view(summed).group(asked), store.view(plain).group(asked)] as const);

  it.each(ASKED)('are what its rows add up to, asked for %s', async (_what, asked) => {
    expect(keptPieces(summed, 'view_call_sums_v1', { sum: [], ...asked })).toBeDefined();
    const [kept, counted] = await both(asked);
    expect(counted).not.toStrictEqual([]);
    expect(kept).toStrictEqual(counted);
  });

  it('are not asked where they do not tell apart what is asked for', async () => {
    for (const asked of [
      { by: ['client', 'cost'], where: YEAR },
      { by: ['client'], sum: ['cost'], where: { ...YEAR, cost: { from: 30 } } },
      { by: ['client'], sum: ['cost'] },
      { by: ['client'], where: { at: { from: '2026-02-01T00:00:00.000Z' } } },
    ] as const satisfies readonly Asked[]) {
      expect(keptPieces(summed, 'view_call_sums_v1', { sum: [], ...asked })).toBeUndefined();
      const [kept, counted] = await both(asked);
      expect(kept).toStrictEqual(counted);
    }
  });

  it('are made anew with a table that is, and hold nothing of a client whose rows are gone', async () => {
    const rebuild = await (await store.projector(summed)).rebuild();
    await deliver(rebuild.consumer, events);
    expect(rebuild.done).toBe(true);
    for (const [, asked] of ASKED) {
      const [kept, counted] = await both(asked);
      expect(kept).toStrictEqual(counted);
    }
    await deliverTo(summed, whole.slice(events.length));
    expect(await store.view(summed).group({ by: ['client'], where: YEAR })).toStrictEqual([]);
  });
});
