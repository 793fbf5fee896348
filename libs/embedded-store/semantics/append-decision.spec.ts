import { randomUUID } from 'node:crypto';
import { type EventId, eventId } from '../storage/event-id';
import { type AppendDecision, decideAppend, type Expected, type StreamState } from './append-decision';

const newId = (): EventId => eventId(randomUUID()) as EventId;

/** A stream in memory, with what the table asks about. */
class Stream implements StreamState {
  isTombstoned = false;
  isSoftDeleted = false;
  hasMetadata = false;
  readonly ids: EventId[] = [];

  get last(): number {
    return this.ids.length - 1;
  }

  hasAt(revision: number, id: EventId): boolean {
    return this.ids[revision]?.text === id.text;
  }

  revisionOf(id: EventId): number | undefined {
    const revision = this.ids.findLastIndex(({ text }) => text === id.text);
    return revision < 0 ? undefined : revision;
  }
}

const EXPECTED: Readonly<Record<string, Expected>> = { any: 'any', em1: 'no_stream', exists: 'stream_exists' };
const expectedIn = (text: string): Expected => EXPECTED[text] ?? { revision: BigInt(text.slice(1)) };

/** "0em1": event 0, no stream expected; "0,1any": two events in one append. Answers the revision, or what was refused. */
const write = (stream: Stream, ids: EventId[], said: string): number | string => {
  const [, numbers = '', expected = ''] = /^([\d,]*)(any|exists|em1|e\d+)$/.exec(said) ?? [];
  const events = numbers
    .split(',')
    .filter(Boolean)
    .map((number) => (ids[Number(number)] ??= newId()));
  const decision: AppendDecision = decideAppend(stream, expectedIn(expected), events);
  if (decision.do === 'refuse') return decision.because;
  if (decision.do === 'confirm') return decision.revision;
  if (decision.do === 'write') stream.ids.push(...events);
  return stream.last;
};

const outcome = (said: string) => {
  const stream = new Stream();
  const ids: EventId[] = [];
  const answers = said.split(' ').map((append) => write(stream, ids, append));
  return [...answers, `${stream.ids.length} stored`].join(' ');
};

describe('An append', () => {
  const wrong = 'wrong-revision';
  it.each([
    ['0em1 1e0 2e1 0em1', '0 1 2 0 3 stored'],
    ['0em1 1e0 2e1 3e2 4e3 5e4 0any', '0 1 2 3 4 5 0 6 stored'],
    ['0em1 1e0 2e1 3e2 4e3 5e4 0e5', '0 1 2 3 4 5 6 7 stored'],
    ['0em1 1e0 2e1 3e2 4e3 5e4 0e6', `0 1 2 3 4 5 ${wrong} 6 stored`],
    ['0em1 1e0 2e1 3e2 4e3 5e4 0e4', `0 1 2 3 4 5 ${wrong} 6 stored`],
    ['0em1 0e0', '0 1 2 stored'],
    ['0em1 0any', '0 0 1 stored'],
    ['0em1 0em1', '0 0 1 stored'],
    ['0em1 1e0 2e1 1any 1any', '0 1 2 1 1 3 stored'],
    ['0,1em1 0em1', '1 0 2 stored'],
    ['0,1em1 0any', '1 0 2 stored'],
    ['0,1em1 1e0', '1 1 2 stored'],
    ['0,1em1 1any', '1 1 2 stored'],
    ['0,1em1 0,1,2em1', `1 ${wrong} 2 stored`],
    ['0,1any 1,2any', `1 ${wrong} 2 stored`],
    ['0,1any 2,1any', '1 3 4 stored'],
    ['0em1 3e5', `0 ${wrong} 1 stored`],
    ['0em1 1,2e0 1,2e0', '0 2 2 3 stored'],
    ['0em1 1exists 1exists', '0 1 1 2 stored'],
    ['0exists', `${wrong} 0 stored`],
    ['0e0', `${wrong} 0 stored`],
  ])('%s answers %s', (said, answered) => expect(outcome(said)).toBe(answered));

  it('of no events is judged, and writes nothing', () => {
    expect(outcome('any')).toBe('-1 0 stored');
    expect(outcome('em1')).toBe('-1 0 stored');
    expect(outcome('0em1 em1')).toBe(`0 ${wrong} 1 stored`);
    expect(outcome('0em1 e0')).toBe('0 0 1 stored');
  });

  it('to a tombstone is refused, whatever is expected', () => {
    const stream = new Stream();
    stream.isTombstoned = true;
    for (const said of ['0any', '0em1', '0exists', '0e0']) expect(write(stream, [], said)).toBe('deleted');
  });

  it('that expects a stream finds one that has metadata only', () => {
    const stream = new Stream();
    stream.hasMetadata = true;
    expect(write(stream, [], '0exists')).toBe(0);
  });

  describe('to a deleted stream', () => {
    const deleted = () => {
      const stream = new Stream();
      const ids: EventId[] = [];
      write(stream, ids, '0,1em1');
      stream.isSoftDeleted = true;
      return (said: string) => write(stream, ids, said);
    };
    it('brings it back, with any, no_stream or its last revision expected', () => {
      expect(deleted()('2any')).toBe(2);
      expect(deleted()('2em1')).toBe(2);
      expect(deleted()('2e1')).toBe(2);
    });
    it('is refused where the stream is expected to exist', () => expect(deleted()('2exists')).toBe('deleted'));
    it('is a retry, and brings nothing back, where its ids are there', () => expect(deleted()('0,1em1')).toBe(1));
    it('is no retry where only its first ids are there', () => expect(deleted()('0,2em1')).toBe(wrong));
    it('is refused at any other revision', () => {
      expect(deleted()('2e0')).toBe(wrong);
      expect(deleted()('2e2')).toBe(wrong);
    });
  });
});
