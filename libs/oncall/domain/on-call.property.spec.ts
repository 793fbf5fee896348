import { compareDays } from '../testing/compare';

describe('Who is on call', () => {
  it('is who a walk through each minute finds, in any zone, whatever was overridden or swapped, as known at any time', () => {
    const differences = Array.from({ length: 60 }, (_, seed) => compareDays(seed, 4)).filter(
      (one) => one !== undefined,
    );
    expect(differences).toStrictEqual([]);
  });
});
