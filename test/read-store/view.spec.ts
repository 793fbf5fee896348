import type { Query, ReadStore } from '#read-store';
import { type CallRow, callBoard, deliver, history } from './board';
import { onEveryDatabase } from './databases';

type ClientQuery = Query<'client' | 'urgency' | 'closes'>;

// Clients of one letter in both cases and beyond ASCII: sorted by bytes everywhere, whatever the locale of the server.
const CLIENTS = ['acme', 'Acme', 'zeta', 'Zürich', 'änder', 'a-b', 'ab'];
const events = history(
  Array.from({ length: 60 }, (_, n) => n).flatMap((n) => {
    const opened = [`call-${n}`, { type: 'CallOpened', client: CLIENTS[n % CLIENTS.length] ?? '' }] as const;
    return n % 3 === 0 ? [opened] : [opened, [`call-${n}`, { type: 'CallRaised', urgency: n % 4 }] as const];
  }),
);

onEveryDatabase('A view', (newPlace) => {
  let store: ReadStore;
  beforeAll(async () => {
    store = await (await newPlace()).open();
    await deliver((await store.projector(callBoard)).consumer, events);
  });
  afterAll(() => store.close());
  const find = (query?: ClientQuery) => store.view(callBoard).find(query);

  const allPages = async (query: ClientQuery): Promise<readonly CallRow[]> => {
    const rows: CallRow[] = [];
    for (let after: string | undefined; ; ) {
      const page = await find({ ...query, ...(after !== undefined && { after }) });
      rows.push(...page.rows);
      after = page.next;
      if (after === undefined) return rows;
    }
  };

  it('finds by a value, by one of several, by a range and by having none', async () => {
    const count = (where: ClientQuery['where']) => store.view(callBoard).count(where);
    expect(await count(undefined)).toBe(60);
    expect(await count({ urgency: 3 })).toBe(10);
    expect(await count({ urgency: [1, 2] })).toBe(20);
    expect(await count({ urgency: [] })).toBe(0);
    expect(await count({ urgency: { from: 1, to: 3 } })).toBe(20);
    expect(await count({ urgency: { from: 3 } })).toBe(10);
    expect(await count({ closes: null })).toBe(20);
    expect(await count({ client: 'ac\0me' })).toBe(0);
    expect(await count({ closes: { from: '2026-03-14T01:00:00.000Z' }, client: 'acme' })).toBe(2);
    expect((await find({ where: { urgency: 3 }, limit: 200 })).rows.map(({ urgency }) => urgency)).toStrictEqual(
      Array(10).fill(3),
    );
  });

  it.each([
    ['upwards', 1, false],
    ['downwards', -1, true],
  ])('pages through all rows once, %s, those without a value last', async (_name, sign, descending) => {
    const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    for (const by of ['client', 'closes'] as const) {
      const rows = await allPages({ order: { by, descending }, limit: 7 });
      const values = rows.map((row) => row[by]);
      const present = values.filter((value) => value !== undefined);
      expect(new Set(rows.map(({ seen }) => seen[0])).size).toBe(60);
      expect(present).toStrictEqual(present.toSorted((a, b) => sign * bytes(a, b)));
      expect(values.slice(present.length).every((value) => value === undefined)).toBe(true);
    }
  });

  it('finds the rows of certain keys, and no others', async () => {
    const { rows } = await find({ where: { key: { under: ['call-0', 'call-1', 'nobody'] } } });
    expect(rows.map(({ seen }) => seen[0])).toStrictEqual(['call-0/0', 'call-1/0']);
    expect(await store.view(callBoard).count({ key: { under: [] } })).toBe(0);
    expect(await store.view(callBoard).several(['call-1', 'nobody'])).toHaveLength(1);
  });

  it('pages by key where no order is asked for', async () => {
    const rows = await allPages({ limit: 13 });
    const keys = rows.map(({ seen }) => seen[0] ?? '');
    expect(keys).toStrictEqual(keys.toSorted());
    expect(keys).toHaveLength(60);
  });

  it('refuses a page that is too long, a place that it never gave, and a column that is none', async () => {
    await expect(find({ limit: 1_001 })).rejects.toThrow(RangeError);
    await expect(find({ limit: 0 })).rejects.toThrow(RangeError);
    const invented = (cursor: unknown) => Buffer.from(JSON.stringify(cursor)).toString('base64url');
    for (const after of ['e30', 'nonsense', invented(['x', 'y']), invented([null, null]), invented([null, 'a\0'])])
      await expect(find({ after })).rejects.toThrow(/no place in this list/);
    for (const [by, value] of [
      ['urgency', 'x'],
      ['urgency', 1.5],
      ['client', 7],
    ] as const)
      await expect(find({ order: { by }, after: invented([value, 'k']) })).rejects.toThrow(/no place in this list/);
    const forged = { where: { 'key" or 1 = 1 --': 'x' } } as ClientQuery;
    await expect(find(forged)).rejects.toThrow(/no column here/);
  });
});
