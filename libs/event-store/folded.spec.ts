import { type Recorded, stampOf } from '#kernel';
import { FoldedStreams } from './folded';
import { command, count, type Noted, noted, notes } from './testing/event-store.contract';

/** Streams in memory that are read one step later, and how often they were. */
const someStreams = (limits?: { streams?: number; bytes?: number }) => {
  const stored = new Map<string, Recorded<Noted>[]>();
  const reads: string[] = [];
  const write = (stream: string, text: string) => {
    const events = stored.get(stream) ?? [];
    const context = command(`says ${text}`);
    const recorded = { event: noted(text), stamp: stampOf(context, events.length, 0) };
    stored.set(stream, [...events, recorded]);
    return recorded;
  };
  const destroyed = new Set<string>();
  const isDestroyed = (keyId: string) => destroyed.has(keyId);
  const folded = new FoldedStreams(
    async (stream, from, take) => {
      reads.push(`${stream}@${from}`);
      const events = stored.get(stream) ?? [];
      await Promise.resolve();
      for (const recorded of events.slice(from)) take(recorded);
    },
    isDestroyed,
    limits,
  );
  return { folded, write, reads, destroyed };
};

describe('Folded streams', () => {
  it('are guessed without a read, and read only where they went on', async () => {
    const { folded, write, reads } = someStreams();
    expect(await folded.cached('ticket-1', notes)).toMatchObject({ state: [], revision: -1 });
    folded.appended('ticket-1', -1, [write('ticket-1', 'a')]);
    expect(await folded.cached('ticket-1', notes)).toMatchObject({ state: ['a'], revision: 0 });
    expect(reads).toStrictEqual([]);
    write('ticket-1', 'b');
    expect(await folded.latest('ticket-1', notes)).toMatchObject({ state: ['a', 'b'], revision: 1 });
    expect(reads).toStrictEqual(['ticket-1@1']);
  });

  it('are read even for a guess where the store is known to be further', async () => {
    const { folded, write, reads } = someStreams();
    await folded.cached('ticket-1', notes);
    write('ticket-1', 'a');
    folded.know('ticket-1', 0);
    expect(await folded.cached('ticket-1', notes)).toMatchObject({ state: ['a'] });
    expect(await folded.cached('ticket-1', notes)).toMatchObject({ state: ['a'] });
    expect(reads).toStrictEqual(['ticket-1@0']);
  });

  it('are read twice for a crowd, so that nobody is told what was true before they asked', async () => {
    const { folded, write, reads } = someStreams();
    write('ticket-1', 'a');
    const first = folded.latest('ticket-1', notes);
    write('ticket-1', 'b');
    const crowd = await Promise.all(Array.from({ length: 64 }, () => folded.latest('ticket-1', notes)));
    expect(crowd.every(({ revision }) => revision === 1)).toBe(true);
    await first;
    expect(reads).toStrictEqual(['ticket-1@0', 'ticket-1@1']);
  });

  it('fold an event once that was appended while it was being read', async () => {
    const { folded, write } = someStreams();
    await folded.cached('ticket-1', count);
    const reading = folded.latest('ticket-1', count);
    const appended = write('ticket-1', 'a');
    const readingOn = folded.latest('ticket-1', count);
    folded.appended('ticket-1', -1, [appended]);
    await reading;
    expect(await readingOn).toMatchObject({ state: 1, revision: 0 });
  });

  it('that cannot be read stay where they were and tell everyone', async () => {
    const { folded, write } = someStreams();
    const picky = {
      initial: 0,
      evolve: {
        NoteAdded: (state: number, { text }: Noted) => {
          if (text === 'odd') throw new Error('this cannot be');
          return state + 1;
        },
      },
    };
    write('ticket-1', 'a');
    await folded.latest('ticket-1', picky);
    folded.appended('ticket-1', 0, [write('ticket-1', 'odd')]);
    for (const load of [folded.cached('ticket-1', picky), folded.latest('ticket-1', picky)])
      await expect(load).rejects.toThrow('NoteAdded at revision 1 cannot follow what is before it: this cannot be');
  });

  it('are forgotten, the longest unused first, and read again when they are asked for', async () => {
    const { folded, write, reads } = someStreams({ streams: 2 });
    for (const stream of ['ticket-1', 'ticket-2', 'ticket-3']) {
      write(stream, 'a');
      await folded.latest(stream, notes);
    }
    await folded.latest('ticket-3', notes);
    expect(await folded.latest('ticket-1', notes)).toMatchObject({ state: ['a'] });
    expect(reads).toStrictEqual(['ticket-1@0', 'ticket-2@0', 'ticket-3@0', 'ticket-3@1', 'ticket-1@0']);
  });

  it('are read again once a key of theirs was destroyed: nothing of what it sealed is answered any more', async () => {
    const { folded, write, reads, destroyed } = someStreams();
    write('ticket-1', 'a');
    await folded.latest('ticket-1', notes);
    folded.of('ticket-1').opened.add('batch.1');
    await folded.cached('ticket-1', notes);
    expect(reads).toStrictEqual(['ticket-1@0']);
    destroyed.add('batch.1');
    expect(await folded.cached('ticket-1', notes)).toMatchObject({ state: ['a'], revision: 0 });
    expect(reads).toStrictEqual(['ticket-1@0', 'ticket-1@0']);
  });

  it('take no more memory than they may, however large a state grows', async () => {
    const { folded, write, reads } = someStreams({ bytes: 100_000 });
    for (const stream of ['ticket-1', 'ticket-2', 'ticket-3']) {
      write(stream, 'x'.repeat(20_000));
      await folded.latest(stream, notes);
    }
    await folded.latest('ticket-1', notes);
    expect(reads.at(-1)).toBe('ticket-1@0');
    await folded.latest('ticket-3', notes);
    expect(reads.at(-1)).toBe('ticket-3@1');
  });
});
