import { ClockSkew } from './clock-skew';

/** The header of an answer that the server wrote at this instant. */
const dateAt = (ms: number) => new Date(ms).toUTCString();
const measured = (aheadMs: number, roundTripMs = 20) => {
  const skew = new ClockSkew();
  for (let n = 0; n < 8; n++) {
    const beganAt = 1_750_000_000_000 + n * 370;
    skew.sample(dateAt(beganAt + roundTripMs / 2 + aheadMs), beganAt, beganAt + roundTripMs);
  }
  return skew;
};

describe('The clocks of a host and its store', () => {
  it('are not told apart where they agree, or differ by less than matters', () => {
    for (const ahead of [0, 800, -800]) expect(measured(ahead).warning).toBeUndefined();
    expect(new ClockSkew().ms).toBe(0);
  });
  it('are said to differ, in which direction, and by how much', () => {
    expect(measured(6_000).warning).toMatch(/clock is [56] s behind the event store's/);
    expect(measured(-10_000).warning).toMatch(/clock is (8|9|10) s ahead of the event store's/);
  });
  it('are not told apart by an answer that took long', () => expect(measured(0, 8_000).warning).toBeUndefined());
  it('are measured again when somebody has set one', () => {
    const skew = measured(60_000);
    const now = 1_750_000_010_000;
    skew.sample(dateAt(now + 10), now, now + 20);
    expect(skew.warning).toBeUndefined();
  });
});
