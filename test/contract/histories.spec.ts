// Random histories of one stream, each step answered as the decision table says (docs/embedded-store.md).
import type { AppendExpectedRevision, WrongExpectedVersionError } from '@eventstore/db-client';
import * as fc from 'fast-check';
import { contract, event, numberedIds, outcome, recorded, stream, TRANSPORTS } from './contract';
import { append, isNeverAnswered, NEVER_WRITTEN, remove, type Stream, type Verdict } from './table';

const store = contract();

type Step =
  | { do: 'append'; expected: AppendExpectedRevision; ids: number[] }
  | { do: 'soft-deleted' | 'tombstoned'; expected: 'any' | 'no_stream' | bigint }
  | { do: 'describe'; truncateBefore?: number };

const revision = fc.bigInt({ min: 0n, max: 6n });
const ids = fc.array(fc.nat(5), { minLength: 1, maxLength: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('append'),
      expected: fc.oneof(fc.constantFrom('any', 'no_stream', 'stream_exists'), revision),
      ids,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('soft-deleted'),
      expected: fc.oneof(fc.constantFrom('any', 'no_stream'), revision),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('tombstoned'),
      expected: fc.oneof(fc.constantFrom('any', 'no_stream'), revision),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('describe'), truncateBefore: fc.nat(5) }, { requiredKeys: ['do'] }),
  },
) as fc.Arbitrary<Step>;

/** Left alone: what the page does not say (metadata of a tombstone, deleting a stream that has metadata and no event). */
const isUnsaid = (before: Stream, { do: what }: Step) =>
  (what === 'describe' && before.status === 'tombstoned') ||
  (what === 'soft-deleted' && before.ids.length === 0 && (before.hasMetadata || before.status !== 'plain'));

const described = (before: Stream, truncateBefore = 0): Stream => ({
  ...before,
  hasMetadata: true,
  status: 'plain',
  from: before.status === 'soft-deleted' ? before.ids.length : truncateBefore,
});

const seen = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => ({ is: 'written' }),
    (error: WrongExpectedVersionError | { type: 'stream-deleted' }) => {
      if (error.type === 'stream-deleted') return { is: 'deleted' };
      if (error.type === 'wrong-expected-version')
        return { is: 'wrong', current: error.actualVersion === 'no_stream' ? -1 : Number(error.actualVersion) };
      throw error;
    },
  );

describe.each(TRANSPORTS)('Any history over %s', (_transport, options) => {
  const appended = async (
    name: string,
    id: (n: number) => string,
    one: Extract<Step, { do: 'append' }>,
    says: Verdict,
  ) => {
    const proposed = one.ids.map((n) => event({ n }, 'Happened', id(n)));
    const answer = await outcome(store.client, name, proposed, one.expected, options);
    if (says.is === 'deleted') return expect(answer).toBe('deleted');
    if (says.is === 'wrong')
      return expect(answer).toEqual({ actual: says.current === -1 ? 'no_stream' : BigInt(says.current) });
    if (answer === 'deleted' || !('success' in answer)) return expect(answer).toEqual(says);
    const at = Number(answer.nextExpectedRevision);
    if (says.is === 'written') return expect([at, answer.position === undefined]).toEqual([says.revision, false]);
    expect([at, answer.position === undefined]).toEqual([says.at, !says.readable]);
  };

  const readBack = async (name: string, id: (n: number) => string, now: Stream) => {
    const read = () => recorded(store.client.readStream(name));
    if (now.status === 'tombstoned') return expect(read()).rejects.toMatchObject({ type: 'stream-deleted' });
    if (now.status === 'soft-deleted' || now.ids.length === 0)
      return expect(read()).rejects.toMatchObject({ type: 'stream-not-found' });
    const visible = now.ids.map((n, at) => [at, id(n)] as const).filter(([at]) => at >= now.from);
    expect((await read()).map((one) => [Number(one.revision), one.id])).toEqual(visible);
  };

  it('is answered by the table, and reads back as the table leaves it', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (history) => {
        const name = stream();
        const id = numberedIds();
        let now = NEVER_WRITTEN;
        for (const one of history) {
          if (isUnsaid(now, one)) continue;
          if (one.do === 'append') {
            if (isNeverAnswered(now, one.expected, one.ids)) continue;
            const [says, after] = append(now, one.expected, one.ids);
            await appended(name, id, one, says);
            now = after;
          } else if (one.do === 'describe') {
            const { truncateBefore } = one;
            const metadata = { owner: 'rosa', ...(truncateBefore === undefined ? {} : { truncateBefore }) };
            await store.client.setStreamMetadata(name, metadata, options);
            now = described(now, truncateBefore);
          } else {
            const [says, after] = remove(now, one.do, one.expected);
            const { expected: expectedRevision } = one;
            const attempt =
              one.do === 'tombstoned'
                ? store.client.tombstoneStream(name, { expectedRevision, ...options })
                : store.client.deleteStream(name, { expectedRevision, ...options });
            const { is } = says;
            expect(await seen(attempt)).toEqual(is === 'wrong' ? { is, current: says.current } : { is });
            now = after;
          }
        }
        await readBack(name, id, now);
      }),
      { numRuns: 150 },
    ));
});
