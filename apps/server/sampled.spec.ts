import { Sampled } from './sampled';

describe('Lines of a log that come by the thousand', () => {
  it('are said one at a time of each kind, with how many they stand for', () => {
    const sampled = new Sampled(1_000);
    const said = Array.from({ length: 3_000 }, (_, now) => sampled.times('store.busy', now)).filter(Boolean);
    expect(said).toStrictEqual([1, 1_000, 1_000]);
    expect(sampled.times('view.behind', 3_000)).toBe(1);
    expect(sampled.times('store.busy', 3_000)).toBe(1_000);
  });
});
