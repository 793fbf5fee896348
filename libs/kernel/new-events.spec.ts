import type { Recorded } from './decider';
import { newEvents } from './new-events';

const at = (revision: number) => ({ event: { type: 'Noted' }, stamp: { revision } }) as Recorded;
const revisions = (events: readonly Recorded[]) => events.map(({ stamp }) => stamp.revision);
const store = { read: async (_stream: string, from = 0) => [0, 1, 2, 3, 4].filter((n) => n >= from).map(at) };
const behind = async (seen: number, delivered?: readonly number[]) =>
  revisions(await newEvents(store, 'ticket-7', seen, delivered?.map(at)));

describe('What is new of a stream', () => {
  it('is what was delivered, where that follows on what was seen', async () => {
    expect(await behind(1, [2, 3])).toStrictEqual([2, 3]);
    expect(await behind(-1, [0])).toStrictEqual([0]);
  });
  it('is without what was seen before, where that was delivered once more', async () =>
    expect(await behind(2, [1, 2, 3])).toStrictEqual([3]));
  it('is read, where something is missing before what was delivered, or nothing was', async () => {
    expect(await behind(1, [3])).toStrictEqual([2, 3, 4]);
    expect(await behind(2)).toStrictEqual([3, 4]);
    expect(await behind(2, [])).toStrictEqual([3, 4]);
  });
});
