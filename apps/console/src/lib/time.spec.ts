import { instantsOf, lasted, span, wallClock } from './time';

const ZONE = 'America/Chicago';

describe('A wall clock in a form', () => {
  it('means one instant on most days', () =>
    expect(instantsOf('2026-03-14T02:03', ZONE)).toStrictEqual([
      { at: '2026-03-14T07:03:00.000Z', said: 'CDT −05:00' },
    ]));

  it('means two where clocks are put back, the earlier one first', () =>
    expect(instantsOf('2026-11-01T01:30', ZONE)).toStrictEqual([
      { at: '2026-11-01T06:30:00.000Z', said: 'CDT −05:00' },
      { at: '2026-11-01T07:30:00.000Z', said: 'CST −06:00' },
    ]));

  it('means none where clocks are put forward over it, nor where it is no time at all', () => {
    expect(instantsOf('2026-03-08T02:30', ZONE)).toStrictEqual([]);
    expect(instantsOf('', ZONE)).toStrictEqual([]);
  });

  it('shows what it was made from', () =>
    expect(wallClock(Date.parse('2026-11-01T07:30:00Z'), ZONE)).toBe('2026-11-01T01:30'));
});

describe('A length of time', () => {
  it('ticks in seconds while it matters, and is told in days once it does not', () => {
    expect([span(9_000), span(-8_400_000), span(200_000_000)]).toStrictEqual(['00:09', '2:20:00', '2 d 7 h']);
    expect([lasted(5_160_000), lasted(59_000)]).toStrictEqual(['1 h 26 min', '0 min']);
  });
});
