import { startNode } from '#embedded-store';
import { decideAndAppend } from '#kernel';
import { leafOf } from './envelope/leaf';
import { StoreMismatch, StoreUnavailable } from './errors';
import type { Store } from './store';
import { command, newStream, noted, notes } from './testing/event-store.contract';
import { aProxy } from './testing/proxy.fixture';
import { aNodeWithStores } from './testing/stores.fixture';

const { node, open, optionsApart } = aNodeWithStores(startNode);
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
    const options = optionsApart();
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

describe('Sixty-four who command one ticket at once', () => {
  it('are all taken, each once, and nobody has lost a race', async () => {
    const store = await open();
    const stream = newStream();
    const add = (n: number) =>
      decideAndAppend(store, stream, notes, { type: 'AddNote', text: `note ${n}` }, command(`c${n} on ${stream}`));
    const taken = await Promise.all(Array.from({ length: 64 }, (_, n) => add(n)));
    expect(taken.map(({ revision }) => revision)).toStrictEqual([...Array(64).keys()]);
    expect((await store.load(stream, notes)).state).toHaveLength(64);
  });
});

describe('A stream that is remembered', () => {
  it('keeps one key for its subject, and finds it again in its events', async () => {
    const options = optionsApart();
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

  it('is not what was sent where another process has stored the same command first: who came second reads it', async () => {
    const options = optionsApart();
    const [one, two] = [await open(options), await open(options)];
    const stream = newStream();
    await Promise.all([one.load(stream, notes), two.load(stream, notes)]);
    expect(await one.append(stream, -1, [noted('as one says it')], command('c1'))).toMatchObject({ revision: 0 });
    const later = command('c1', '2026-03-14T09:00:00.000Z');
    expect(await two.append(stream, -1, [noted('as two says it')], later)).toBe('lost-race');
    const say = (text: string) => decideAndAppend(two, stream, notes, { type: 'AddNote', text }, later);
    expect(await say('as two says it')).toMatchObject({ revision: 0 });
    expect((await two.load(stream, notes, 'cached')).state).toStrictEqual(['as one says it']);
  });

  it.each([
    ['the only process that writes', true],
    ['one of several', false],
  ])('is not read again after what was acknowledged to %s', async (_, soleWriter) => {
    const proxy = await aProxy(node().port);
    const store = await open({ url: proxy.url, soleWriter, patience: impatient });
    const stream = newStream();
    await store.load(stream, notes, 'cached');
    await store.append(stream, -1, [noted('a')], command('c1'));
    proxy.loseAnswers();
    expect(await store.load(stream, notes, 'cached')).toMatchObject({
      state: ['a'],
      revision: 0,
      lastRecordedAt: command('c1').at,
    });
    await expect(store.load(stream, notes, 'latest')).rejects.toThrow(StoreUnavailable);
    await proxy.close();
  });

  it('is decided on again where another process has written meanwhile, whatever was remembered', async () => {
    const options = optionsApart();
    const [one, two] = [await open(options), await open(options)];
    const stream = newStream();
    const add = (store: Store, text: string) =>
      decideAndAppend(store, stream, notes, { type: 'AddNote', text }, command(`says ${text}`));
    await add(one, 'a');
    await add(two, 'b');
    await add(one, 'c');
    expect(await one.load(stream, notes, 'cached')).toMatchObject({ state: ['a', 'b', 'c'], revision: 2 });
  });
});

describe('A store', () => {
  it('has one epoch, whoever opens it first', async () => {
    const options = optionsApart();
    const epochs = await Promise.all(Array.from({ length: 4 }, async () => (await open(options)).epoch));
    expect(new Set(epochs).size).toBe(1);
    expect(epochs[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('of another provider is refused', async () => {
    const options = optionsApart();
    await open(options);
    await expect(open({ ...options, provider: 'other' })).rejects.toThrow(
      "The store belongs to the provider 'acme-support', and this server works for 'other'.",
    );
  });

  it('of a newer format is refused', async () => {
    const options = optionsApart();
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
    await expect(open({ appendsInFlight: 1_000 })).rejects.toThrow('it must be 1 to 256');
    await open();
    await expect(open({ url: 'esdb://127.0.0.1:9?tls=false' })).rejects.toThrow('Close that one first');
  });
});
