import { lens } from './lens';

const HOUR = 3_600_000;

describe('The lens over the clocks of a ticket', () => {
  it('gives what has happened most of the width, what is next a quarter, and what is far the rest', () => {
    const at = lens({ from: 0, now: 2 * HOUR, dues: [24 * HOUR, 3 * HOUR], folds: [] });
    expect([0, 2, 3, 24].map((hour) => Math.round(at(hour * HOUR)))).toStrictEqual([0, 63, 88, 100]);
    expect(at(HOUR)).toBeCloseTo(at(2 * HOUR) / 2);
  });

  it('gives all of it to what has happened where nothing is to come', () => {
    const at = lens({ from: 0, now: 2 * HOUR, dues: [HOUR], folds: [] });
    expect([at(HOUR), at(2 * HOUR)]).toStrictEqual([50, 100]);
  });

  it('folds a week-end to a crease, and keeps what lies around it in proportion', () => {
    const at = lens({ from: 0, now: 66 * HOUR, dues: [], folds: [{ from: HOUR, to: 65 * HOUR }] });
    expect(at(65 * HOUR) - at(HOUR)).toBeLessThan(6);
    expect(at(HOUR)).toBeCloseTo(100 - at(65 * HOUR));
  });

  it('never goes back, and keeps to its edges', () => {
    const at = lens({ from: HOUR, now: 5 * HOUR, dues: [6 * HOUR], folds: [{ from: 0, to: 2 * HOUR }] });
    const places = Array.from({ length: 60 }, (_, n) => at((n * HOUR) / 8));
    expect(places).toStrictEqual([...places].sort((a, b) => a - b));
    expect([at(0), at(100 * HOUR)]).toStrictEqual([0, 100]);
  });
});
