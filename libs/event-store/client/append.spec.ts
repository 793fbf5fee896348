import { startNode } from '#embedded-store';
import { StoreBusy, StoreUnavailable } from '../errors';
import { itWithOurNode } from '../testing/a-node.fixture';
import { command, newStream, noted, notes } from '../testing/event-store.contract';
import { aProxy, aStranger } from '../testing/proxy.fixture';
import { aNodeWithStores } from '../testing/stores.fixture';

const { node, open } = aNodeWithStores(startNode);
const impatient = { attemptMs: 300, totalMs: 1_000 };

describe('An append', () => {
  it('whose answer is lost is sent again and takes effect once', async () => {
    const proxy = await aProxy(node().port);
    const store = await open({ url: proxy.url, patience: { attemptMs: 200, totalMs: 10_000 } });
    const stream = newStream();
    await store.append(stream, -1, [noted('a')], command('c1'));
    proxy.loseAnswers();
    const appending = store.append(stream, 0, [noted('b'), noted('c')], command('c2'));
    await proxy.lost();
    proxy.heal();
    proxy.cut();
    expect(await appending).toMatchObject({ revision: 2 });
    expect(await store.read(stream)).toHaveLength(3);
    await proxy.close();
  });

  it('survives a connection that is cut under load: every event once, and the process goes on', async () => {
    const strays: unknown[] = [];
    const stray = (error: unknown) => strays.push(error);
    process.on('unhandledRejection', stray);
    const proxy = await aProxy(node().port);
    const store = await open({ url: proxy.url, patience: { attemptMs: 2_000, totalMs: 60_000 } });
    const streams = Array.from({ length: 150 }, newStream);
    proxy.holdRequests();
    const long = 'x'.repeat(60_000);
    const appends = streams.map((stream, i) =>
      store.append(stream, -1, [noted(long), noted('b')], command(`cut ${i}`)),
    );
    await proxy.held(60_000);
    proxy.heal();
    proxy.cut();
    await Promise.race(appends);
    proxy.cut();
    expect(await Promise.all(appends)).toStrictEqual(appends.map(() => expect.objectContaining({ revision: 1 })));
    for (const stream of streams) expect(await store.read(stream)).toHaveLength(2);
    process.off('unhandledRejection', stray);
    expect(strays).toStrictEqual([]);
    await proxy.close();
  });

  it('that nobody answers says that its outcome is not known, and what to do', async () => {
    const proxy = await aProxy(node().port);
    const store = await open({ url: proxy.url, patience: impatient });
    const stream = newStream();
    proxy.loseAnswers();
    const appending = store.append(stream, -1, [noted('a')], command('c1'));
    await expect(appending).rejects.toThrow(StoreUnavailable);
    await expect(appending).rejects.toThrow('Send the same command, with the same id, again: it takes effect once.');
    proxy.heal();
    proxy.cut();
    expect(await store.append(stream, -1, [noted('a')], command('c1'))).toMatchObject({ revision: 0 });
    expect(await store.read(stream)).toHaveLength(1);
    await proxy.close();
  });

  it('said twice at once is sent once; who said it second finds it done', async () => {
    const store = await open({ soleWriter: true });
    const stream = newStream();
    await store.load(stream, notes);
    const said = ['a', 'b'].map((text) => store.append(stream, -1, [noted(text)], command('c1')));
    expect(await Promise.all(said)).toStrictEqual([expect.objectContaining({ revision: 0 }), 'lost-race']);
    expect((await store.load(stream, notes, 'cached')).state).toStrictEqual(['a']);
  });

  it('finds out by itself that its connection is dead', async () => {
    const proxy = await aProxy(node().port);
    const store = await open({ url: proxy.url, patience: { attemptMs: 200, totalMs: 10_000 } });
    proxy.deafen();
    expect(await store.append(newStream(), -1, [noted('a')], command('c1'))).toMatchObject({ revision: 0 });
    proxy.deafen();
    expect(await store.read(newStream())).toStrictEqual([]);
    await proxy.close();
  });

  itWithOurNode('goes on when the node was stopped and started again', async () => {
    const store = await open({ soleWriter: true });
    const stream = newStream();
    await store.append(stream, -1, [noted('a')], command('c1'));
    let appending: Promise<unknown> | undefined;
    await node().whileDown(async () => {
      appending = store.append(stream, 0, [noted('b')], command('c2'));
    });
    expect(await appending).toMatchObject({ revision: 1 });
    expect((await store.load(stream, notes)).state).toStrictEqual(['a', 'b']);
  });

  // The client remembers for ever an odd answer to its first question, which methods there are.
  itWithOurNode('goes on after somebody else answered nonsense in the place of the store', async () => {
    const answered = Promise.withResolvers<void>();
    const warn = (fields: object) => JSON.stringify(fields).includes('13 INTERNAL') && answered.resolve();
    const log = { info: () => {}, warn, error: () => {} };
    const store = await open({ patience: { attemptMs: 1_000, totalMs: 10_000 }, log });
    let appending: Promise<unknown> | undefined;
    await node().whileDown(async () => {
      const stranger = await aStranger(node().port);
      appending = store.append(newStream(), -1, [noted('a')], command('c1'));
      await answered.promise;
      await stranger.close();
    });
    expect(await appending).toMatchObject({ revision: 0 });
  });

  it('is turned away while too much is waiting', async () => {
    const store = await open({ appendsInFlight: 1 });
    const appends = Array.from({ length: 20 }, (_, i) => store.append(newStream(), -1, [noted('a')], command(`c${i}`)));
    const answers = await Promise.allSettled(appends);
    const turnedAway = answers.filter((answer) => answer.status === 'rejected');
    expect(turnedAway.length).toBeGreaterThan(0);
    for (const { reason } of turnedAway) expect(reason).toBeInstanceOf(StoreBusy);
    expect(answers.length - turnedAway.length).toBeGreaterThanOrEqual(10);
  });

  it('of nothing, of what no catalog knows, or of what JSON cannot hold stores nothing', async () => {
    const store = await open();
    const stream = newStream();
    await expect(store.append(stream, -1, [], command('c1'))).rejects.toThrow('has no events');
    await expect(store.append(stream, -1, [{ type: 'Unknown' }], command('c1'))).rejects.toThrow('in no catalog');
    await expect(store.append('nobody-1', -1, [noted('a')], command('c1'))).rejects.toThrow('in no catalog');
    await expect(store.append(stream, -1, [noted('\ud800')], command('c1'))).rejects.toMatchObject({
      code: 'event.unstorable',
    });
    await expect(store.append(stream, -1, [noted('x'.repeat(1_500_000))], command('c1'))).rejects.toMatchObject({
      code: 'event.unstorable',
      message: expect.stringContaining('Say it shorter'),
    });
    expect(await store.read(stream)).toStrictEqual([]);
  });
});
