import { setImmediate as turn } from 'node:timers/promises';
import { openReadStore, ViewNotReady } from '#read-store';
import { callBoard, deliver, longHistory } from './board';
import { onEveryDatabase } from './databases';

const events = longHistory(20, 12);
const all = events.length;

const freshHash = async (some = events) => {
  const store = await openReadStore({ file: ':memory:' });
  await deliver((await store.projector(callBoard)).consumer, some);
  return store.tableHash(callBoard).finally(() => store.close());
};

onEveryDatabase('A view that is rebuilt while it is live', (newPlace) => {
  it('answers from the old table until the new one has caught up, and never from half of it', async () => {
    const store = await (await newPlace()).open();
    const projector = await store.projector(callBoard);
    await deliver(projector.consumer, events);
    const before = await store.tableHash(callBoard);
    const { table } = (await store.status(callBoard)) ?? {};

    const rebuild = await projector.rebuild({ gather: 25 });
    const consumer = rebuild.consumer;
    if (!('handleBatch' in consumer)) throw new Error('A rebuild takes batches.');
    for (let from = 0; from < all; from += 10) {
      await consumer.handleBatch(events.slice(from, from + 10));
      expect(await store.tableHash(callBoard)).toBe(before);
      expect(rebuild.done).toBe(false);
    }
    await consumer.onCaughtUp?.();
    expect(rebuild.done).toBe(true);
    const after = await store.status(callBoard);
    expect(after).toMatchObject({ ready: true, checkpoint: events.at(-1)?.checkpoint });
    expect(after?.table).not.toBe(table);
    expect(after?.filling).toBeUndefined();
    expect(await store.tableHash(callBoard)).toBe(before);
    await store.close();
  });

  it('goes on being kept by the projector that kept the old table, in its own process or another', async () => {
    const place = await newPlace();
    const [server, command] = [await place.open(), await place.open()];
    const projector = await server.projector(callBoard);
    const half = all / 2;
    const { consumer } = projector;
    await deliver(consumer, events.slice(0, half));
    await server.view(callBoard).count();

    const rebuild = await (await command.projector(callBoard)).rebuild();
    await deliver(rebuild.consumer, events.slice(0, half));
    expect(rebuild.done).toBe(true);
    expect(await server.view(callBoard).count()).toBe(20);

    expect(await deliver(consumer, events.slice(half))).toBe('caught up');
    expect(await server.tableHash(callBoard)).toBe(await freshHash());
    expect((await server.status(callBoard))?.checkpoint).toStrictEqual(events.at(-1)?.checkpoint);
    await Promise.all([server.close(), command.close()]);
  });

  it('never goes back in time: it takes over when it has come as far as the old table', async () => {
    const store = await (await newPlace()).open();
    const projector = await store.projector(callBoard);
    await deliver(projector.consumer, events.slice(0, 100));
    const rebuild = await projector.rebuild();
    const { consumer } = rebuild;
    await deliver(consumer, events.slice(0, 90));
    expect(rebuild.done).toBe(false);
    expect((await store.status(callBoard))?.checkpoint).toStrictEqual(events[99]?.checkpoint);

    await deliver(projector.consumer, events.slice(100, 110));
    await deliver(consumer, events.slice(90, 110));
    expect(rebuild.done).toBe(true);
    await rebuild.takenOver;
    expect(await store.tableHash(callBoard)).toBe(await freshHash(events.slice(0, 110)));
    await store.close();
  });

  it('is read at every moment by those who do not know of it', async () => {
    const place = await newPlace();
    const [reader, writer] = [await place.open(), await place.open()];
    const projector = await writer.projector(callBoard);
    await deliver(projector.consumer, events);
    const rows = await reader.view(callBoard).count();
    let over = false;
    let asked = 0;
    const reading = (async () => {
      for (; !over; asked++) {
        expect(await reader.view(callBoard).count()).toBe(rows);
        await turn();
      }
    })();
    for (let n = 0; n < 5; n++) {
      await deliver((await projector.rebuild()).consumer, events);
      await projector.follow();
    }
    over = true;
    await reading;
    expect(asked).toBeGreaterThan(0);
    await Promise.all([reader.close(), writer.close()]);
  });

  it('goes on after it was broken off, and is finished by whoever comes first', async () => {
    const place = await newPlace();
    const first = await place.open();
    const projector = await first.projector(callBoard);
    await deliver(projector.consumer, events);
    const broken = (await projector.rebuild({ gather: 10 })).consumer;
    if (!('handleBatch' in broken)) throw new Error('A rebuild takes batches.');
    for (const from of [0, 20, 40]) await broken.handleBatch(events.slice(from, from + 20));
    await first.close(); // what was handed over last may be under way

    const stores = [await place.open(), await place.open()];
    const rebuilds = await Promise.all(stores.map(async (store) => (await store.projector(callBoard)).rebuild()));
    const [one, other] = rebuilds.map(({ consumer }) => consumer.from);
    expect([events[39]?.checkpoint, events[59]?.checkpoint]).toContainEqual(one);
    expect(other).toStrictEqual(one);
    for (const rebuild of rebuilds) await deliver(rebuild.consumer, events);
    expect(rebuilds.map(({ done }) => done)).toStrictEqual([true, true]);
    expect(await stores[0]?.tableHash(callBoard)).toBe(await freshHash());
    await Promise.all(stores.map((store) => store.close()));
  });

  it('may be begun before the view has answered at all, and begun anew by somebody else', async () => {
    const store = await (await newPlace()).open();
    const projector = await store.projector(callBoard);
    const given = await projector.rebuild();
    const rebuild = await projector.rebuild({ restart: true });
    await expect(deliver(given.consumer, events)).rejects.toThrow(/somebody/);
    expect(given.done).toBe(false);

    await deliver(projector.consumer, events);
    expect(await store.view(callBoard).count()).toBe(16);
    await deliver(rebuild.consumer, events);
    expect(rebuild.done).toBe(true);
    expect(await projector.follow()).toBe(true);
    expect(await store.tableHash(callBoard)).toBe(await freshHash());
    await store.close();
  });

  it('may be filled from another store, when a person says so', async () => {
    const store = await (await newPlace()).open();
    const projector = await store.projector(callBoard);
    await deliver(projector.consumer, events);
    const older = events.slice(0, 100);
    const rebuild = await projector.rebuild({ force: true });
    await deliver(rebuild.consumer, older);
    expect(rebuild.done).toBe(true);
    expect(await store.tableHash(callBoard)).toBe(await freshHash(older));
    await store.close();
  });
});

onEveryDatabase('A new version of a projection', (newPlace) => {
  const v2: typeof callBoard = { ...callBoard, version: 2 };

  it('says how far it is until its own table has caught up; the old build is not disturbed', async () => {
    const place = await newPlace();
    const [oldBuild, newBuild] = [await place.open(), await place.open()];
    const old = await oldBuild.projector(callBoard);
    await deliver(old.consumer, events.slice(0, 200));

    const projector = await newBuild.projector(v2);
    const end = events.at(-1)?.position;
    if (end === undefined) throw new Error('There are events.');
    await projector.aim(end);
    await expect(newBuild.view(v2).count()).rejects.toThrow(ViewNotReady);
    await expect(newBuild.view(v2).count()).rejects.toThrow('call-board@2 is being filled from the events, 0 % done.');
    await deliver(old.consumer, events.slice(200));
    expect(await oldBuild.view(callBoard).count()).toBe(16);
    await deliver(projector.consumer, events);
    expect(await newBuild.view(v2).count()).toBe(16);
    expect(await oldBuild.tableHash(callBoard)).toBe(await newBuild.tableHash(v2));
    await Promise.all([oldBuild.close(), newBuild.close()]);
  });
});
