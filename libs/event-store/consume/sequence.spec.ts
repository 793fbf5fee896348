import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { Sequence } from './sequence';

const event = (streamId: string, revision: number, commit: number) =>
  ({
    streamId,
    revision: BigInt(revision),
    position: { commit: BigInt(commit), prepare: BigInt(commit) },
  }) as AllStreamRecordedEvent;

describe('What a subscription brings', () => {
  it('is next while the revisions of each stream are', () => {
    const sequence = new Sequence();
    const come = [event('a', 7, 10), event('b', 0, 20), event('a', 8, 900), event('b', 1, 901)];
    expect(come.map((one) => sequence.see(one))).toStrictEqual(['next', 'next', 'next', 'next']);
  });
  it('is dropped where it was seen before', () => {
    const sequence = new Sequence();
    sequence.see(event('a', 7, 10));
    sequence.see(event('a', 8, 20));
    expect([event('a', 8, 20), event('a', 7, 10)].map((one) => sequence.see(one))).toStrictEqual(['twice', 'twice']);
  });
  it('is read again from where an event is missing, and goes on when it came', () => {
    const sequence = new Sequence();
    sequence.see(event('a', 0, 10));
    expect(sequence.see(event('a', 2, 30))).toStrictEqual({ stream: 'a', after: 0, before: 2, commit: 10n });
    expect([event('a', 1, 20), event('a', 2, 30)].map((one) => sequence.see(one))).toStrictEqual(['next', 'next']);
  });
  it('is not read past an event that is gone for good', () => {
    const sequence = new Sequence();
    sequence.see(event('a', 0, 10));
    sequence.see(event('a', 2, 30));
    sequence.see(event('b', 0, 25));
    expect(() => sequence.see(event('a', 2, 30))).toThrow('The stream a goes from revision 0 to 2');
  });
});
