import { type Projection, type ReadStore, ViewBehind } from '#read-store';
import { type CallEvent, deliver, history } from './board';
import { onEveryDatabase } from './databases';

/** A call, and its urgencies as lines of their own: `urgency` is null on the call itself. */
type Row = { client: string; text: string; urgency: number | null; raised: readonly number[] };
const urgencies: Projection<Row, CallEvent, 'client' | 'text' | 'urgency'> = {
  name: 'urgencies',
  version: 1,
  streams: ['call-'],
  onFailure: 'halt',
  key: ({ stream }) => stream,
  columns: { client: 'text', text: 'text', urgency: 'integer' },
  indexes: [['client', 'urgency']],
  on: {
    CallOpened: (_row, { event, stream }) => ({
      client: event.client,
      text: `${stream} by ${event.client}`,
      urgency: null,
      raised: [],
    }),
    CallRaised: (row, { event }) => ({ ...opened(row), raised: [...opened(row).raised, event.urgency] }),
    // Takes the last urgency away.
    CallClosed: (row) => ({ ...opened(row), raised: opened(row).raised.slice(0, -1) }),
    CallPoisoned: () => null,
  },
  childRows: ({ raised, ...row }) =>
    Object.fromEntries(raised.map((urgency, n) => [`raised-${n}`, { ...row, urgency, raised: [] }])),
};
const opened = (row: Row | undefined): Row => {
  if (row) return row;
  throw new Error('the call was never opened');
};

const raise = (stream: string, ...raised: readonly number[]) =>
  raised.map((urgency) => [stream, { type: 'CallRaised', urgency }] as const);
const events = history([
  ['call-1', { type: 'CallOpened', client: 'acme' }],
  ['call-2', { type: 'CallOpened', client: '100%_sure' }],
  ['call-3', { type: 'CallOpened', client: 'acme' }],
  ...raise('call-1', 5, 7),
  ...raise('call-2', 5),
  ['call-4', { type: 'CallOpened', client: 'gone' }],
  ...raise('call-4', 9),
  ['call-4', { type: 'CallPoisoned' }],
  ...raise('call-3', 5, 2),
  ['call-3', { type: 'CallClosed' }],
]);

onEveryDatabase('A view that is asked', (newPlace) => {
  let store: ReadStore;
  beforeAll(async () => {
    store = await (await newPlace()).open();
    await deliver((await store.projector(urgencies)).consumer, events, { batch: 2 });
  });
  afterAll(() => store.close());
  const view = () => store.view(urgencies);
  const clientsWith = async (...contains: readonly string[]) =>
    (await view().find({ where: { text: { contains }, urgency: null } })).rows.map(({ client }) => client);

  it('finds rows whose text contains all of some words, and takes each word for what it says', async () => {
    expect(await clientsWith('acme')).toStrictEqual(['acme', 'acme']);
    expect(await clientsWith('call-3', 'acme')).toStrictEqual(['acme']);
    expect(await clientsWith('100%')).toStrictEqual(['100%_sure']);
    expect(await clientsWith('%_s')).toStrictEqual(['100%_sure']);
    expect(await clientsWith('a%e')).toStrictEqual([]);
    expect(await clientsWith('\\')).toStrictEqual([]);
    expect(await clientsWith('ac\0me')).toStrictEqual([]);
  });

  it('counts and adds up by any columns, rows without a value last', async () => {
    expect(await view().group({ by: ['client', 'urgency'] })).toStrictEqual([
      { client: '100%_sure', urgency: 5, rows: 1 },
      { client: '100%_sure', urgency: null, rows: 1 },
      { client: 'acme', urgency: 5, rows: 2 },
      { client: 'acme', urgency: 7, rows: 1 },
      { client: 'acme', urgency: null, rows: 2 },
    ]);
    expect(await view().group({ by: ['client'], sum: ['urgency'], where: { urgency: { from: 0 } } })).toStrictEqual([
      { client: '100%_sure', urgency: 5, rows: 1 },
      { client: 'acme', urgency: 17, rows: 3 },
    ]);
    await expect(view().group({ by: ['row' as 'client'] })).rejects.toThrow(/no column here/);
  });

  it('keeps lines with their row: a new one is there, one that is gone is gone, those of a row taken away too', async () => {
    expect(await view().count({ urgency: 9 })).toBe(0);
    expect(await view().count({ urgency: 2 })).toBe(0);
    expect((await view().get('call-1/raised-1'))?.urgency).toBe(7);
    expect(await view().get('call-4')).toBeUndefined();
  });

  it('has the same rows and lines however the events came', async () => {
    const hashes: string[] = [];
    for (const batch of [1, 3, 100]) {
      const other = await (await newPlace()).open();
      await deliver((await other.projector(urgencies)).consumer, events, { batch });
      hashes.push(await other.tableHash(urgencies));
      await other.close();
    }
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toBe(await store.tableHash(urgencies));
  });

  it('waits until it shows what was written, no longer than told, and not at all for what it does not hear', async () => {
    const at = BigInt(events.at(-1)?.position.commit ?? 0);
    await view().past(`call@${at}`);
    await view().past(`${at}`);
    await view().past(`other@${at + 99n}`);
    await expect(view().past(`call@${at + 1n}`, 30)).rejects.toBeInstanceOf(ViewBehind);
    await expect(view().past('call@soon')).rejects.toBeInstanceOf(RangeError);
    const waiting = view().past(`call@${at + 3n}`, 60_000);
    const [, ...more] = history([
      ...events.map(({ stream, event }) => [stream, event as CallEvent] as const),
      ...raise('call-1', 1),
    ]);
    await deliver((await store.projector(urgencies)).consumer, more.slice(-1));
    await waiting;
  });
});
