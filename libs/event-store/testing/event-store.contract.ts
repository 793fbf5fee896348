import fc from 'fast-check';
import {
  type Appended,
  type Context,
  type Decider,
  DomainError,
  decideAndAppend,
  type EventStore,
  type Fold,
} from '#kernel';

// What deciders and processes rely on, whichever store they are given. Runs on the adapter and on the kernel's MemoryStore.

export type Noted = { type: 'NoteAdded'; text: string };
type Notes = readonly string[];
type AddNote = { type: 'AddNote'; text: string };

/** As many notes as a stream may hold in these tests; one more is refused. */
const NOTES_MAX = 100;
export const notes: Decider<AddNote, Notes, Noted> = {
  initial: [],
  evolve: { NoteAdded: (state, { text }) => [...state, text] },
  decide: {
    AddNote: ({ text }, state) => {
      if (state.length >= NOTES_MAX) throw new DomainError('notes.full', 'There is no room for more notes.');
      return state.includes(text) ? [] : [{ type: 'NoteAdded', text }];
    },
  },
};
export const count: Fold<number, Noted> = { initial: 0, evolve: { NoteAdded: (state) => state + 1 } };

export const noted = (text: string): Noted => ({ type: 'NoteAdded', text });
export const command = (commandId: string, at = '2026-03-14T08:00:00.000Z'): Context => ({
  commandId,
  actor: { id: 'anna', role: 'agent' },
  at,
});

let streams = 0;
/** A stream that no other test has. */
export const newStream = (): string => `ticket-T${++streams}`;

/** `stores` hands out one and the same store, or several on the same streams: whoever writes, all see it. */
export const describeEventStore = (name: string, stores: () => readonly [EventStore, EventStore]): void =>
  describe(name, () => {
    it('knows nothing of a stream that nobody wrote', async () => {
      const [store] = stores();
      const stream = newStream();
      const { commands, ...loaded } = await store.load(stream, notes);
      expect(loaded).toStrictEqual({ state: [], revision: -1 });
      expect(commands.size).toBe(0);
      expect(await store.read(stream)).toStrictEqual([]);
    });

    it('gives back what was appended, by whom, when and in which order', async () => {
      const [store, other] = stores();
      const stream = newStream();
      expect(await store.append(stream, -1, [noted('a'), noted('b')], command('c1'))).toMatchObject({ revision: 1 });
      const late = { ...command('c2', '2026-03-14T09:00:00.000Z'), occurredAt: '2026-03-14T08:30:00.000Z' };
      expect(await store.append(stream, 1, [noted('c')], late)).toMatchObject({ revision: 2 });
      const read = await other.read(stream);
      expect(read.map(({ event }) => event)).toStrictEqual([noted('a'), noted('b'), noted('c')]);
      expect(read.map(({ stamp }) => stamp)).toMatchObject([
        { revision: 0, commandId: 'c1', actor: { id: 'anna', role: 'agent' }, recordedAt: '2026-03-14T08:00:00.000Z' },
        { revision: 1, commandId: 'c1', occurredAt: '2026-03-14T08:00:00.000Z' },
        {
          revision: 2,
          commandId: 'c2',
          occurredAt: '2026-03-14T08:30:00.000Z',
          recordedAt: '2026-03-14T09:00:00.000Z',
        },
      ]);
      expect(new Set(read.map(({ stamp }) => stamp.eventId)).size).toBe(3);
      expect((await other.read(stream, 2)).map(({ event }) => event)).toStrictEqual([noted('c')]);
    });

    it('loads a stream to its tail, whoever wrote it', async () => {
      const [store, other] = stores();
      const stream = newStream();
      await store.append(stream, -1, [noted('a')], command('c1'));
      await store.load(stream, notes);
      await other.append(stream, 0, [noted('b')], command('c2', '2026-03-14T09:00:00.000Z'));
      const { state, revision, commands, lastRecordedAt } = await store.load(stream, notes);
      expect({ state, revision, lastRecordedAt }).toStrictEqual({
        state: ['a', 'b'],
        revision: 1,
        lastRecordedAt: '2026-03-14T09:00:00.000Z',
      });
      expect([...commands.keys()]).toStrictEqual(['c1', 'c2']);
    });

    it('folds one stream in two ways that do not disturb each other', async () => {
      const [store] = stores();
      const stream = newStream();
      await store.load(stream, notes);
      await store.append(stream, -1, [noted('a')], command('c1'));
      expect((await store.load(stream, count)).state).toBe(1);
      await store.append(stream, 0, [noted('b')], command('c2'));
      expect((await store.load(stream, notes)).state).toStrictEqual(['a', 'b']);
      expect((await store.load(stream, count)).state).toBe(2);
    });

    it('appends at the expected revision only, all events or none', async () => {
      const [store, other] = stores();
      const stream = newStream();
      expect(await store.append(stream, 0, [noted('x')], command('early'))).toBe('lost-race');
      await store.append(stream, -1, [noted('a')], command('c1'));
      expect(await other.append(stream, -1, [noted('x'), noted('y')], command('c2'))).toBe('lost-race');
      expect(await other.append(stream, 5, [noted('x')], command('c3'))).toBe('lost-race');
      expect((await store.read(stream)).map(({ event }) => event)).toStrictEqual([noted('a')]);
    });

    it('lets one of many win who append at the same revision', async () => {
      const stream = newStream();
      const attempts = Array.from({ length: 32 }, (_, i) => {
        const store = stores()[i % 2] as EventStore;
        return store.append(stream, -1, [noted(`by ${i}`)], command(`c${i}`));
      });
      const won = (await Promise.all(attempts)).filter((answer) => answer !== 'lost-race');
      expect(won).toHaveLength(1);
      expect(await stores()[0].read(stream)).toHaveLength(1);
    });

    it('lets a command take effect once, however often it is said at once', async () => {
      const stream = newStream();
      const say = (i: number) =>
        decideAndAppend(
          stores()[i % 2] as EventStore,
          stream,
          notes,
          { type: 'AddNote', text: `note ${i}` },
          command('same'),
        );
      const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => say(i)));
      expect(answers.map(({ revision }) => revision)).toStrictEqual(Array(8).fill(0));
      expect(await stores()[0].read(stream)).toHaveLength(1);
    });

    it('lets one request have a command id, on whichever stream and in whichever process it is said', async () => {
      const id = `claimed-${newStream()}`;
      const said = (requestHash: string) => ({ ...command(id), requestHash });
      const say = (i: number) =>
        decideAndAppend(
          stores()[i % 2] as EventStore,
          newStream(),
          notes,
          { type: 'AddNote', text: 'same key' },
          said(`request ${i}`),
        ).then(
          () => 'saved',
          (refusal: DomainError) => refusal.code,
        );
      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => say(i)));
      expect(outcomes.sort()).toStrictEqual([...Array(7).fill('idempotency.key-reused'), 'saved']);
    });

    it('answers a claim that is repeated as it did before, and one of another request never', async () => {
      const [store, other] = stores();
      const id = `claimed-${newStream()}`;
      const claim = (of: EventStore, requestHash: string) => of.claim({ ...command(id), requestHash });
      expect(await claim(store, 'one')).toBe('ours');
      for (const each of [store, other]) {
        expect(await claim(each, 'one')).toBe('ours');
        expect(await claim(each, 'two')).toBe('taken');
      }
    });

    it('lets a request that was refused, or changed nothing, be mended under the same key', async () => {
      const [store] = stores();
      const stream = newStream();
      const say = (text: string, requestHash: string) =>
        decideAndAppend(store, stream, notes, { type: 'AddNote', text }, { ...command(`c-${stream}`), requestHash });
      await store.append(stream, -1, [noted('a')], command('before'));
      await say('a', 'changes nothing');
      expect(await say('b', 'mended')).toMatchObject({ revision: 1 });
    });

    it('refuses nothing on what it merely remembers', async () => {
      const [store, other] = stores();
      const stream = newStream();
      const add = (on: EventStore, text: string) =>
        decideAndAppend(on, stream, notes, { type: 'AddNote', text }, command(`says ${text}`));
      await add(store, 'a');
      await add(other, 'b');
      await add(store, 'c');
      await add(other, 'd');
      expect((await store.load(stream, notes)).state).toStrictEqual(['a', 'b', 'c', 'd']);
      expect(await add(store, 'd')).toMatchObject({ revision: 3 });
    });

    it('loses no update and invents none, whoever decides how often at once', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 12 })), { maxLength: 24 }),
          async (said) => {
            const stream = newStream();
            const outcomes = await Promise.all(
              said.map(([who, what], i) =>
                decideAndAppend(
                  stores()[who] as EventStore,
                  stream,
                  notes,
                  { type: 'AddNote', text: `note ${what}` },
                  command(`command ${i}`),
                ).catch((error): Appended | DomainError => error),
              ),
            );
            const { state, revision } = await stores()[0].load(stream, notes);
            expect(revision).toBe(state.length - 1);
            expect(new Set(state).size).toBe(state.length);
            said.forEach(([, what], i) => {
              if (outcomes[i] instanceof Error) expect(outcomes[i]).toMatchObject({ code: 'lost-race' });
              else expect(state).toContain(`note ${what}`);
            });
            expect((await stores()[1].read(stream)).map(({ event }) => (event as Noted).text)).toStrictEqual(state);
          },
        ),
        { numRuns: 25 },
      ));
  });
