import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { GapCheck } from './gap-check';

const event = (streamId: string, revision: number, commit: number) =>
  ({
    streamId,
    revision: BigInt(revision),
    position: { commit: BigInt(commit), prepare: BigInt(commit) },
  }) as AllStreamRecordedEvent;

describe('What a subscription brings', () => {
  it('is next while the revisions of each stream are', () => {
    const gaps = new GapCheck();
    const come = [event('a', 7, 10), event('b', 0, 20), event('a', 8, 900), event('b', 1, 901)];
    expect(come.map((one) => gaps.see(one))).toStrictEqual(['next', 'next', 'next', 'next']);
  });
  it('is dropped where it was seen before', () => {
    const gaps = new GapCheck();
    gaps.see(event('a', 7, 10));
    gaps.see(event('a', 8, 20));
    expect([event('a', 8, 20), event('a', 7, 10)].map((one) => gaps.see(one))).toStrictEqual(['twice', 'twice']);
  });
  it('is read again from where an event is missing, and goes on when it came', () => {
    const gaps = new GapCheck();
    gaps.see(event('a', 0, 10));
    expect(gaps.see(event('a', 2, 30))).toStrictEqual({ stream: 'a', after: 0, before: 2, commit: 10n });
    expect([event('a', 1, 20), event('a', 2, 30)].map((one) => gaps.see(one))).toStrictEqual(['next', 'next']);
  });
  it('is not read past an event that is gone for good', () => {
    const gaps = new GapCheck();
    gaps.see(event('a', 0, 10));
    gaps.see(event('a', 2, 30));
    gaps.see(event('b', 0, 25));
    expect(() => gaps.see(event('a', 2, 30))).toThrow('The stream a goes from revision 0 to 2');
  });
});
