import { iso, ms } from './instant';

describe('An instant', () => {
  it('is written in UTC to the millisecond, and read back as it was', () => {
    expect(iso(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(iso(ms('2026-03-14T02:03:00-05:00'))).toBe('2026-03-14T07:03:00.000Z');
  });
  it.each(['', 'tomorrow', '2026-13-01T00:00:00Z'])('is not %j', (text) => expect(() => ms(text)).toThrow(RangeError));
});
