import { startNode } from '#embedded-store';
import { type ANode, aDirectory, aNode, itWithOurNode, optionsFor } from './a-node.fixture';
import { StoreBusy, StoreMismatch, StoreUnavailable } from './errors';
import { command, newStream, noted, notes } from './event-store.contract';
import { leafOf } from './leaf';
import type { StoreOptions } from './options';
import { aProxy, aStranger } from './proxy.fixture';
import { openStore, type Store } from './store';

const directory = aDirectory();
let node: ANode;
beforeAll(async () => {
  node = await aNode(startNode);
});
afterAll(async () => {
  await node.stop();
  directory.remove();
});

const opened: Store[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});
const open = async (changes: Partial<StoreOptions> = {}): Promise<Store> => {
  const store = await openStore({ ...optionsFor(node, directory.path), ...changes });
  opened.push(store);
  return store;
};
const impatient = { attemptMs: 300, totalMs: 1_000 };

describe('What an auditor sees', () => {
  it('is sealed as it is stored, readable as it is today, and has its leaf', async () => {
    const store = await open();
    const stream = newStream();
    await store.append(stream, -1, [noted('Ms Doe called'), noted('She called again')], command('c1'));
    const history = await store.history(stream);
    expect(JSON.stringify(history.map(({ stored }) => stored))).not.toContain('called');
    for (const { stored, leaf, today } of history) {
      expect(leaf).toBe(leafOf(stored));
      expect(today).toMatchObject({ event: { type: 'NoteAdded', text: expect.stringContaining('called') }, stream });
    }
    expect((await store.history(stream, { from: 1, max: 1 })).map(({ stored }) => stored.revision)).toStrictEqual([1]);
    expect(await store.history(newStream())).toStrictEqual([]);
  });

  it('is still shown where this build cannot read it', async () => {
    const options = optionsFor(node, directory.path);
    const newer = await open({ ...options, catalogs: { ticket: { Surprise: { schemaVersion: 1 } } } });
    const stream = newStream();
    await newer.append(stream, -1, [{ type: 'Surprise' }], command('c1'));
    const older = await open(options);
    const [entry] = await older.history(stream);
    expect(entry).toMatchObject({
      leaf: expect.stringMatching(/^[0-9a-f]{64}$/),
      today: { unreadable: expect.stringContaining('Surprise') },
    });
    await expect(older.read(stream)).rejects.toThrow('this build knows no such event');
    await expect(older.load(stream, notes)).rejects.toThrow('this build knows no such event');
  });
});

describe('A stream that is remembered', () => {
  it('keeps one key for its subject, and finds it again in its events', async () => {
    const options = optionsFor(node, directory.path);
    const [first, later] = [await open(options), await open(options)];
    const stream = newStream();
    await first.append(stream, -1, [noted('a')], command('c1'));
    await later.load(stream, notes);
    await later.append(stream, 0, [noted('b')], command('c2'));
    const keyIds = (await first.history(stream)).map(
      ({ stored }) => JSON.stringify(stored.data).match(/"keyId":"([^"]+)"/)?.[1],
    );
    expect(keyIds[0]).toBeDefined();
    expect(keyIds[1]).toBe(keyIds[0]);
  });

  it('is read back where another process may have stored the same command first', async () => {
    const options = optionsFor(node, directory.path);
    const [one, two] = [await open(options), await open(options)];
    const stream = newStream();
    await Promise.all([one.load(stream, notes), two.load(stream, notes)]);
    const stored = { revision: 0 };
    expect(await one.append(stream, -1, [noted('as one says it')], command('c1'))).toMatchObject(stored);
    expect(
      await two.append(stream, -1, [noted('as two says it')], command('c1', '2026-03-14T09:00:00.000Z')),
    ).toMatchObject(stored);
    expect((await two.load(stream, notes, 'guess')).state).toStrictEqual(['as one says it']);
  });

  it('is not read again by the only process that writes', async () => {
    const proxy = await aProxy(node.port);
    const store = await open({ url: proxy.url, soleWriter: true, patience: impatient });
    const stream = newStream();
    await store.load(stream, notes, 'guess');
    await store.append(stream, -1, [noted('a')], command('c1'));
    proxy.loseAnswers();
    expect(await store.load(stream, notes, 'guess')).toMatchObject({
      state: ['a'],
      revision: 0,
      lastRecordedAt: command('c1').at,
    });
    await expect(store.load(stream, notes, 'tail')).rejects.toThrow(StoreUnavailable);
    await proxy.close();
  });
});

describe('An append', () => {
  it('whose answer is lost is sent again and takes effect once', async () => {
    const proxy = await aProxy(node.port);
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
    const proxy = await aProxy(node.port);
    const store = await open({ url: proxy.url, patience: { attemptMs: 2_000, totalMs: 20_000 } });
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
    const proxy = await aProxy(node.port);
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
    expect((await store.load(stream, notes, 'guess')).state).toStrictEqual(['a']);
  });

  it('finds out by itself that its connection is dead', async () => {
    const proxy = await aProxy(node.port);
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
    await node.whileDown(async () => {
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
    await node.whileDown(async () => {
      const stranger = await aStranger(node.port);
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

describe('A store', () => {
  it('has one epoch, whoever opens it first', async () => {
    const options = optionsFor(node, directory.path);
    const epochs = await Promise.all(Array.from({ length: 4 }, async () => (await open(options)).epoch));
    expect(new Set(epochs).size).toBe(1);
    expect(epochs[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('of another provider is refused', async () => {
    const options = optionsFor(node, directory.path);
    await open(options);
    await expect(open({ ...options, provider: 'other' })).rejects.toThrow(
      "The store belongs to the provider 'acme-support', and this server works for 'other'.",
    );
  });

  it('of a newer format is refused', async () => {
    const options = optionsFor(node, directory.path);
    const theirs = await open({
      ...options,
      prefix: `${options.prefix}faultline-`,
      catalogs: { meta: { StoreInitialised: { schemaVersion: 1 } } },
    });
    const begun = { type: 'StoreInitialised', epoch: 'e', provider: 'acme-support', format: 2 };
    await theirs.append('meta', -1, [begun], command('c1'));
    await expect(open(options)).rejects.toThrow('The store is of format 2, and this build reads up to 1.');
  });

  it('that nobody has begun is not begun by who only reads', async () => {
    await expect(open({ readOnly: true })).rejects.toThrow(StoreMismatch);
  });

  it('where nobody answers says so in time', async () => {
    const unused = 'esdb://127.0.0.1:9?tls=false';
    await expect(open({ url: unused, patience: impatient })).rejects.toThrow(StoreUnavailable);
  });

  it('is the only one that a process talks to at a time', async () => {
    await open();
    await expect(open({ url: 'esdb://127.0.0.1:9?tls=false' })).rejects.toThrow('Close that one first');
  });
});
