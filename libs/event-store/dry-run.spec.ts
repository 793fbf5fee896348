import { type Decider, decideAndAppend, MemoryStore } from '#kernel';
import { by } from '#kernel/given';
import { dryRunnable, isDryRun, runDry } from './dry-run';

type Noted = { type: 'Noted'; text: string };
type Note = { type: 'Note'; text: string };
const pad: Decider<Note, readonly string[], Noted> = {
  initial: [],
  evolve: { Noted: (state, { text }) => [...state, text] },
  decide: { Note: ({ text }) => [{ type: 'Noted', text }] },
};
const note = (text: string) => ({ type: 'Note', text }) as const;
const opened = async () => {
  const below = new MemoryStore();
  const store = dryRunnable(below);
  await decideAndAppend(store, 'ticket-1', pad, note('was there'), by('anna', '2026-03-14T08:00:00.000Z'));
  return { below, store };
};

describe('A dry run', () => {
  it('shows what a command would have come to, to whoever asks within it, and writes nothing', async () => {
    const { below, store } = await opened();
    await runDry(async (appended) => {
      expect(isDryRun()).toBe(true);
      await decideAndAppend(store, 'ticket-1', pad, note('one'), by('bob', '2026-03-14T08:01:00.000Z'));
      await decideAndAppend(store, 'ticket-1', pad, note('two'), by('bob', '2026-03-14T08:02:00.000Z'));
      expect(await store.load('ticket-1', pad)).toMatchObject({ state: ['was there', 'one', 'two'], revision: 2 });
      expect((await store.read('ticket-1', 1)).map(({ stamp }) => stamp.revision)).toStrictEqual([1, 2]);
      expect(appended().map(({ stream, event }) => [stream, event])).toStrictEqual([
        ['ticket-1', { type: 'Noted', text: 'one' }],
        ['ticket-1', { type: 'Noted', text: 'two' }],
      ]);
    });
    expect(isDryRun()).toBe(false);
    expect(await below.load('ticket-1', pad)).toMatchObject({ state: ['was there'], revision: 0 });
    expect(await store.read('ticket-1')).toHaveLength(1);
  });
  it('takes no command id: the same one is decided in earnest afterwards', async () => {
    const { store } = await opened();
    const context = { ...by('bob', '2026-03-14T08:01:00.000Z'), requestHash: 'h' };
    await runDry(() => decideAndAppend(store, 'ticket-1', pad, note('one'), context));
    expect(await decideAndAppend(store, 'ticket-1', pad, note('one'), context)).toMatchObject({ revision: 1 });
  });
  it('of two at once each sees its own alone', async () => {
    const { store } = await opened();
    const look = (text: string) =>
      runDry(async () => {
        await decideAndAppend(store, 'ticket-1', pad, note(text), by(text, '2026-03-14T08:01:00.000Z'));
        await new Promise(setImmediate);
        return (await store.load('ticket-1', pad)).state;
      });
    expect(await Promise.all([look('a'), look('b')])).toStrictEqual([
      ['was there', 'a'],
      ['was there', 'b'],
    ]);
  });
});
