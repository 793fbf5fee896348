import { AStore, anEvent, newId } from '../a-store.fixture';
import { visibilityOf } from './stream-visibility';

describe('A store', () => {
  let one: AStore;
  beforeEach(async () => {
    one = await AStore.opened();
  });
  afterEach(() => one.remove());

  const metadataOf = async (stream: string) => (await one.read(`$$${stream}`)).at(-1);
  const setMetadata = (stream: string, text: string) =>
    one.append(`$$${stream}`, 'any', anEvent(text, { type: '$metadata' }));
  const shown = (stream: string) => {
    const seen = visibilityOf(one.store.committed, stream);
    return seen.is === 'shown' ? [seen.lowest, seen.last] : seen.is;
  };

  it('gives each event a position of its own, in the order of $all', async () => {
    const first = await one.append('a', 'no_stream', anEvent(), anEvent());
    const second = await one.append('b', 'no_stream');
    const positions = [0, 1, 2].map((ordinal) => one.store.committed.index.positions.get(ordinal));
    expect(positions).toEqual([...positions].toSorted((a, b) => a - b));
    expect([first, second]).toEqual([
      { is: 'done', revision: 1, position: positions[1] },
      { is: 'done', revision: 0, position: positions[2] },
    ]);
  });

  it('writes all events of an append or none, side by side', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => one.append(`s-${n}`, 'any', anEvent(), anEvent(), anEvent())),
    );
    const streams = Array.from({ length: 60 }, (_, ordinal) => one.store.committed.index.stream.get(ordinal));
    for (let n = 0; n < 60; n += 3) expect(new Set(streams.slice(n, n + 3)).size).toBe(1);
  });

  it('judges an append by those that are still on their way', async () => {
    const event = anEvent();
    const answers = await Promise.all([
      one.append('s', 'no_stream', event),
      one.append('s', { revision: 0n }),
      one.append('s', { revision: 0n }),
      one.append('s', 'no_stream', event),
      one.append('s', 'any', event),
      one.store.remove('s', { revision: 1n }, 'soft'),
      one.append('s', 'stream_exists'),
      one.append('s', 'no_stream'),
      one.store.remove('s', 'any', 'hard'),
      one.append('s', 'any'),
    ]);
    const { position } = answers[0] as { position: number };
    expect(answers).toEqual([
      { is: 'done', revision: 0, position },
      { is: 'done', revision: 1, position: expect.any(Number) },
      { is: 'wrong-revision', current: 1 },
      { is: 'done', revision: 0, position },
      { is: 'done', revision: 0, position },
      { is: 'done', revision: 0, position: expect.any(Number) },
      { is: 'deleted' },
      { is: 'done', revision: 2, position: expect.any(Number) },
      { is: 'done', revision: 0xffffffff, position: expect.any(Number) },
      { is: 'deleted' },
    ]);
  });

  describe('whose stream is deleted', () => {
    const events = [anEvent('0', { id: newId() }), anEvent('1', { id: newId() })];
    beforeEach(async () => {
      await one.append('s', 'no_stream', ...events);
      await setMetadata('s', '{"$maxCount":5,"own":true}');
      await one.store.remove('s', { revision: 1n }, 'soft');
    });

    it('shows nothing of it, and keeps only the deletion as its metadata', async () => {
      expect(shown('s')).toBe('missing');
      expect(await metadataOf('s')).toBe('{"$tb":9223372036854775807}');
    });

    it('brings it back with the next append: numbers go on, what was deleted stays hidden', async () => {
      expect(await one.append('s', 'no_stream')).toMatchObject({ is: 'done', revision: 2 });
      expect(shown('s')).toEqual([2, 2]);
      expect(await metadataOf('s')).toBe('{"$tb":2}');
      expect(await one.append('s', 'no_stream')).toEqual({ is: 'wrong-revision', current: 2 });
    });

    it('answers a retry of what was deleted without a position, and leaves it deleted', async () => {
      expect(await one.append('s', 'no_stream', ...events)).toEqual({ is: 'done', revision: 1, position: undefined });
      expect(shown('s')).toBe('missing');
    });

    it('brings it back when metadata is written to it, which is kept', async () => {
      await setMetadata('s', '{"$maxCount":7,"own":[1]}');
      expect(await metadataOf('s')).toBe('{"$maxCount":7,"own":[1],"$tb":2}');
      expect(shown('s')).toEqual([2, 1]);
      await one.append('s', { revision: 1n });
      expect(shown('s')).toEqual([2, 2]);
    });

    it('may delete it again', async () => {
      expect(await one.store.remove('s', 'any', 'soft')).toMatchObject({ is: 'done' });
      expect(await one.store.remove('s', 'stream_exists', 'soft')).toEqual({ is: 'deleted' });
    });
  });

  it('does not delete what never was, but buries it', async () => {
    for (const expected of ['any', 'no_stream'] as const)
      expect(await one.store.remove('never', expected, 'soft')).toEqual({ is: 'wrong-revision', current: -1 });
    expect(await one.store.remove('never', 'no_stream', 'hard')).toMatchObject({ is: 'done' });
    expect([shown('never'), shown('$$never')]).toEqual(['tombstoned', 'tombstoned']);
    expect(await setMetadata('never', '{}')).toEqual({ is: 'deleted' });
  });

  it('shows of a stream what its metadata lets it', async () => {
    await one.append('s', 'any', ...Array.from({ length: 10 }, () => anEvent()));
    await setMetadata('s', '{"$maxCount":3}');
    expect(shown('s')).toEqual([7, 9]);
    await setMetadata('s', '{"$tb":8}');
    expect(shown('s')).toEqual([8, 9]);
    await setMetadata('s', 'no JSON');
    expect(shown('s')).toEqual([0, 9]);
    expect(shown('$$s')).toEqual([2, 2]);
  });

  it('reads what is not in memory any more from the log, and finds rot there', async () => {
    await one.store.close();
    await one.open({ cacheBytes: 0 });
    const texts = Array.from({ length: 40 }, (_, n) => `${n}`.repeat(40_000));
    for (const text of texts) await one.append('s', 'any', anEvent(text));
    expect(await one.read('s')).toEqual(texts);
    const { index } = one.store.committed;
    const file = one.store.log.last.file;
    const offset = index.positions.get(3) + 64 + 500;
    await file.write(Buffer.from('!'), offset);
    await expect(one.store.records.fetch([3], false)).rejects.toThrow(/at log position \d+ .* is damaged on the disk/);
    expect(await one.store.records.fetch([2, 4], false)).toHaveLength(2);
  });
});
