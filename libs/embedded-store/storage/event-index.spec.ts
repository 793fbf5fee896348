import fc from 'fast-check';
import { EventIndex, NONE, TOMBSTONE } from './event-index';
import { HashSlots } from './hash-slots';
import { NameTable } from './name-table';

const words = (seed: number): [number, number, number, number] => [seed, seed ^ 0xffff, 7, 9];

describe('The index', () => {
  it('finds every revision of every stream, and what is nearest before it', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 4 }), { maxLength: 400 }), (streams) => {
        const index = new EventIndex();
        const written: number[][] = [[], [], [], [], []];
        for (const [ordinal, stream] of streams.entries()) {
          const revisions = written[stream] ?? [];
          index.add({ position: ordinal * 10, stream, revision: revisions.length, type: 0, id: words(ordinal) });
          revisions.push(ordinal);
        }
        for (const [stream, revisions] of written.entries()) {
          expect(index.last(stream)).toBe(revisions.length - 1);
          for (const [revision, ordinal] of revisions.entries()) {
            expect(index.at(stream, revision)).toBe(ordinal);
            expect(index.byId(stream, { text: '', words: words(ordinal) })).toBe(ordinal);
            expect(index.byId(stream + 1, { text: '', words: words(ordinal) })).toBe(-1);
          }
          expect(index.at(stream, revisions.length)).toBe(NONE);
          expect(index.atOrBefore(stream, 1_000_000)).toBe(revisions.at(-1) ?? NONE);
        }
      }),
    ));

  it('finds a revision of a long stream in few steps', () => {
    const index = new EventIndex();
    for (let revision = 0; revision < 100_000; revision++)
      index.add({ position: revision, stream: 0, revision, type: 0, id: words(revision) });
    const revisionAt = index.revision.get.bind(index.revision);
    let looks = 0;
    index.revision.get = (ordinal) => {
      looks++;
      return revisionAt(ordinal);
    };
    for (const revision of [0, 1, 77, 50_000, 99_998]) expect(index.at(0, revision)).toBe(revision);
    expect(looks / 5).toBeLessThan(120);
  });

  it('keeps a tombstone behind the last revision', () => {
    const index = new EventIndex();
    index.add({ position: 0, stream: 3, revision: 0, type: 0, id: words(1) });
    index.add({ position: 1, stream: 3, revision: TOMBSTONE, type: 0, id: words(2) });
    index.add({ position: 2, stream: 4, revision: TOMBSTONE, type: 0, id: words(3) });
    expect([index.isTombstoned(3), index.last(3), index.at(3, 0)]).toEqual([true, 0, 0]);
    expect([index.isTombstoned(4), index.last(4), index.at(4, 0)]).toEqual([true, -1, NONE]);
    expect([index.isTombstoned(5), index.isTombstoned(-1), index.last(-1)]).toEqual([false, false, -1]);
  });

  it('finds the first of two events with one id in one stream', () => {
    const index = new EventIndex();
    for (const revision of [0, 1]) index.add({ position: revision, stream: 0, revision, type: 0, id: words(5) });
    expect(index.byId(0, { text: '', words: words(5) })).toBe(0);
  });

  it('finds the first event at a position or behind it', () => {
    const index = new EventIndex();
    for (const position of [32, 241, 442])
      index.add({ position, stream: 0, revision: 0, type: 0, id: words(position) });
    expect([0, 32, 33, 442, 443].map((position) => index.atPosition(position))).toEqual([0, 0, 1, 2, 3]);
  });
});

describe('A table of names', () => {
  it('numbers names in the order of first use, and finds them again by text and by bytes', () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 200 }), (list) => {
        const names = new NameTable();
        expect(list.map((name) => names.number(name))).toEqual(list.map((_, i) => i));
        expect(list.map((name) => names.find(name))).toEqual(list.map((_, i) => i));
        expect(list.map((_, i) => names.name(i))).toEqual(list);
        expect(names.find('no such name')).toBe(-1);
      }),
    ));

  it('holds names longer than a page of its memory', () => {
    const names = new NameTable();
    const long = 'x'.repeat(3_000_000);
    expect([names.number('a'), names.number(long), names.number('b')]).toEqual([0, 1, 2]);
    expect(names.name(1)).toBe(long);
    expect(names.name(2)).toBe('b');
  });
});

describe('A hash table', () => {
  it('finds what was put, also where all hashes are the same', () => {
    const slots = new HashSlots(() => 12345);
    for (let entry = 0; entry < 500; entry++) slots.put(12345, entry, (other) => other === entry);
    for (let entry = 0; entry < 500; entry++) expect(slots.find(12345, (other) => other === entry)).toBe(entry);
    expect(slots.find(12345, (other) => other === 500)).toBe(-1);
  });
});
