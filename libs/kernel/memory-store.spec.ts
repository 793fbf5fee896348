import { by } from './given';
import { MemoryStore } from './memory-store';

const count = { initial: 0, evolve: { Counted: (total: number) => total + 1 } };
const counted = { type: 'Counted' };

describe('A store that forgets', () => {
  it('knows nothing of a stream that was never written', async () => {
    const store = new MemoryStore();
    expect(await store.load('a', count)).toStrictEqual({ state: 0, revision: -1, commands: new Map() });
    expect(await store.read('a')).toStrictEqual([]);
  });

  it('appends all events of a decision, or none where the stream has moved', async () => {
    const store = new MemoryStore();
    expect(await store.append('a', -1, [counted, counted], by('anna'))).toStrictEqual({ revision: 1 });
    expect(await store.append('a', -1, [counted], by('ben'))).toBe('lost-race');
    expect(await store.append('a', 0, [counted], by('ben'))).toBe('lost-race');
    expect(await store.append('a', 2, [counted], by('ben'))).toBe('lost-race');
    expect((await store.load('a', count)).revision).toBe(1);
    expect((await store.load('a', count)).commands.size).toBe(1);
  });

  it('keeps streams and folds apart', async () => {
    const store = new MemoryStore();
    const twice = { initial: 0, evolve: { Counted: (total: number) => total + 2 } };
    await store.append('a', -1, [counted, counted], by('anna'));
    await store.load('a', count);
    await store.append('a', 1, [counted, counted], by('ben'));
    expect((await store.load('a', count)).state).toBe(4);
    expect((await store.load('a', twice)).state).toBe(8);
    expect((await store.load('b', count)).state).toBe(0);
  });

  it('reads from a revision on, each event with its stamp', async () => {
    const store = new MemoryStore();
    await store.append('a', -1, [counted, counted], by('anna', '2026-03-14T08:00:00.000Z'));
    expect(await store.read('a', 1)).toMatchObject([{ event: counted, stamp: { revision: 1, actor: { id: 'anna' } } }]);
    expect(await store.read('a', 2)).toStrictEqual([]);
  });

  it('tells who commanded, up to which revision, and when it was last written', async () => {
    const store = new MemoryStore();
    await store.append('a', -1, [counted, counted], { ...by('anna'), commandId: 'c1', requestHash: 'h' });
    expect(await store.load('a', count)).toMatchObject({
      commands: new Map([['c1', { revision: 1, requestHash: 'h' }]]),
      lastRecordedAt: by('anna').at,
    });
  });
});
