import fc from 'fast-check';
import { openReadStore, ViewNotReady } from '#read-store';
import { callBoard, deliver, history, longHistory } from './board';
import { onEveryDatabase } from './databases';

const another = (change: Partial<typeof callBoard>): typeof callBoard => ({ ...callBoard, ...change });

/** What the table would be, had it just been filled from the start. */
const freshHash = async (events: ReturnType<typeof history>, batch = 100) => {
  const store = await openReadStore({ file: ':memory:' });
  await deliver((await store.projector(callBoard)).consumer, events, { batch });
  return store.tableHash(callBoard).finally(() => store.close());
};

onEveryDatabase('A projector', (newPlace) => {
  const events = longHistory(20, 12);

  it('keeps the rows that a fresh replay gives, whatever the batches (I7)', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }), async (batches) => {
        const store = await (await newPlace()).open();
        const { consumer } = await store.projector(callBoard);
        let from = 0;
        for (let n = 0; from < events.length; n++) {
          const size = batches[n % batches.length] ?? 1;
          await deliver(consumer, events.slice(from, from + size));
          from += size;
        }
        expect(await store.tableHash(callBoard)).toBe(await freshHash(events));
        await store.close();
      }),
      { numRuns: 8 },
    ));

  it('goes on where it was after a restart, and skips what it has seen', async () => {
    const place = await newPlace();
    const first = await place.open();
    await deliver((await first.projector(callBoard)).consumer, events.slice(0, 77));
    await first.close();

    const second = await place.open();
    const { consumer } = await second.projector(callBoard);
    expect(consumer.from).toStrictEqual(events[76]?.checkpoint);
    await deliver(consumer, events.slice(30));
    expect(await second.tableHash(callBoard)).toBe(await freshHash(events));
    await second.close();
  });

  it('does no harm beside another one of its kind', async () => {
    const place = await newPlace();
    const [one, two] = [await place.open(), await place.open()];
    const consumers = [(await one.projector(callBoard)).consumer, (await two.projector(callBoard)).consumer];
    const endings = await Promise.all(consumers.map((consumer, n) => deliver(consumer, events, { batch: 7 + 6 * n })));
    expect(endings).toStrictEqual(['caught up', 'caught up']);
    expect(await one.tableHash(callBoard)).toBe(await freshHash(events));
    await Promise.all([one.close(), two.close()]);
  });

  it('may be started by several at once, on a database that nobody has used yet', async () => {
    const place = await newPlace();
    const stores = await Promise.all([1, 2, 3, 4].map(() => place.open()));
    const projectors = await Promise.all(stores.map((store) => store.projector(callBoard)));
    expect(projectors.map(({ consumer }) => consumer.from)).toStrictEqual(Array(4).fill('start'));
    await Promise.all(stores.map((store) => store.close()));
  });

  it('has a view that answers from the day on which it has caught up', async () => {
    const place = await newPlace();
    const store = await place.open();
    const projector = await store.projector(callBoard);
    await expect(store.view(callBoard).get('call-1')).rejects.toThrow(ViewNotReady);
    expect(projector.ready).toBe(false);
    await deliver(projector.consumer, events);
    expect(projector.ready).toBe(true);
    expect(await store.view(callBoard).get('call-1')).toMatchObject({ client: 'client 1' });
    expect(await store.view(callBoard).get('call-0')).toBeUndefined();
    await store.close();

    const again = await place.open();
    expect((await again.projector(callBoard)).ready).toBe(true);
    await again.close();
  });

  it('fills a new version beside the live one, and keeps one way back', async () => {
    const place = await newPlace();
    const store = await place.open();
    const versions = [1, 2, 3].map((version) => another({ version }));
    for (const projection of versions) {
      const projector = await store.projector(projection);
      expect(projector.consumer.from).toBe('start');
      await deliver(projector.consumer, events);
    }
    const [v1, v2, v3] = versions.map((projection) => store.tableHash(projection).catch(() => 'gone'));
    expect(await Promise.all([v1, v2, v3])).toStrictEqual(['gone', await v3, await freshHash(events)]);
    await store.close();
  });

  it('refuses other columns under the same version', async () => {
    const store = await (await newPlace()).open();
    await store.projector(callBoard);
    await expect(store.projector(another({ indexes: [['closes']] }))).rejects.toThrow(/Raise the projection's version/);
    await store.close();
  });
});

onEveryDatabase('An event that a projection cannot take', (newPlace) => {
  const events = history([
    ['call-1', { type: 'CallOpened', client: 'acme' }],
    ['call-2', { type: 'CallOpened', client: 'umbrella' }],
    ['call-1', { type: 'CallPoisoned' }],
    ['call-1', { type: 'CallRaised', urgency: 5 }],
    ['call-2', { type: 'CallRaised', urgency: 6 }],
  ]);

  it('parks its ticket, visibly, and holds up no other', async () => {
    const place = await newPlace();
    const store = await place.open();
    expect(await deliver((await store.projector(callBoard)).consumer, events)).toBe('caught up');
    expect(await store.parked()).toStrictEqual([
      {
        consumer: 'call-board@1',
        key: '1',
        stream: 'call-1',
        revision: 1,
        type: 'CallPoisoned',
        reason: expect.stringMatching('make sense'),
        since: expect.stringMatching(/^20.*Z$/),
        waiting: 2, // itself, and the one behind it
        attempts: 1,
        retryRequested: false,
        version: 1,
      },
    ]);
    expect(await store.view(callBoard).get('call-2')).toMatchObject({ urgency: 6 });
    expect(await store.view(callBoard).get('call-1')).toMatchObject({ urgency: 0 });
    await store.close();

    const again = await place.open();
    expect(await again.parked('call-board@1')).toMatchObject([{ key: '1', waiting: 2 }]);
    await again.close();
  });

  it('is folded, with what waits behind it, once somebody has mended the projection', async () => {
    const place = await newPlace();
    const before = await place.open();
    await deliver((await before.projector(callBoard)).consumer, events);
    await before.close();

    const asItWas = { client: '?', urgency: 0, seen: [] };
    const mended = another({ on: { ...callBoard.on, CallPoisoned: (row = asItWas) => row } });
    const store = await place.open();
    const projector = await store.projector(mended);
    const read = async (stream: string, from: number) =>
      events.filter((delivered) => delivered.stream === stream && delivered.stamp.revision >= from);
    await projector.unpark('1', read);
    expect(await store.parked()).toStrictEqual([]);
    expect(await store.view(mended).get('call-1')).toMatchObject({ urgency: 5 });

    const more = history([
      ...events.map(({ stream, event }) => [stream, event] as never),
      ['call-1', { type: 'CallClosed' }],
    ]);
    expect(await deliver(projector.consumer, more)).toBe('caught up');
    expect(await store.view(mended).get('call-1')).toBeUndefined();
    await store.close();
  });

  it('waits on, where it was not mended', async () => {
    const store = await (await newPlace()).open();
    const projector = await store.projector(callBoard);
    await deliver(projector.consumer, events);
    await expect(projector.unpark('1', async () => events.slice(2, 4))).rejects.toThrow(/CallPoisoned, call-1@1/);
    expect(await store.parked()).toMatchObject([{ key: '1', waiting: 2, attempts: 2 }]);
    await store.close();
  });

  it('stops a projection that declares so', async () => {
    const store = await (await newPlace()).open();
    const projector = await store.projector(another({ onFailure: 'halt' }));
    expect(await deliver(projector.consumer, events)).toBe('halted');
    expect(projector.consumer.from).toStrictEqual(events[1]?.checkpoint);
    await store.close();
  });
});

onEveryDatabase('A projector that is handed the wrong events', (newPlace) => {
  const events = longHistory(3, 4);

  it('stops where one is missing, and is right again once a table was filled beside', async () => {
    const store = await (await newPlace()).open();
    const projector = await store.projector(callBoard);
    await deliver(projector.consumer, events.slice(0, 3));
    const torn = events.filter((_, n) => n !== 4);
    expect(await deliver(projector.consumer, torn, { batch: 2 })).toBe('halted');
    expect(projector.ready).toBe(true);
    expect(await store.view(callBoard).count()).toBe(3);

    const rebuild = await projector.rebuild();
    expect(await deliver(rebuild.consumer, events)).toBe('caught up');
    expect(rebuild.done).toBe(true);
    expect(await store.tableHash(callBoard)).toBe(await freshHash(events));
    expect(await projector.follow()).toBe(true);
    expect(projector.consumer.from).toStrictEqual(events.at(-1)?.checkpoint);
    await store.close();
  });

  it('ignores what comes twice', async () => {
    const store = await (await newPlace()).open();
    const { consumer } = await store.projector(callBoard);
    expect(await deliver(consumer, [...events.slice(0, 5), ...events], { batch: 3 })).toBe('caught up');
    expect(await store.tableHash(callBoard)).toBe(await freshHash(events));
    await store.close();
  });

  it("stops at another store's events", async () => {
    const store = await (await newPlace()).open();
    const { consumer } = await store.projector(callBoard);
    await deliver(consumer, events.slice(0, 5));
    const others = events.slice(5).map((event) => ({ ...event, checkpoint: { ...event.checkpoint, epoch: 'e2' } }));
    expect(await deliver(consumer, others)).toBe('halted');
    await store.close();
  });
});
