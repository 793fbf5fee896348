import { faultOfInstant, utc } from './instant-text';

describe('A time that comes in', () => {
  it.each([
    ['2026-03-14T02:03:00-06:00', '2026-03-14T08:03:00.000Z'],
    ['2026-03-14T02:03-06:00', '2026-03-14T08:03:00.000Z'],
    ['2026-03-14T08:03:00Z', '2026-03-14T08:03:00.000Z'],
    ['2026-03-14T08:03:00.1234567Z', '2026-03-14T08:03:00.123Z'],
    ['2028-02-29T23:59:59+14:00', '2028-02-29T09:59:59.000Z'],
    ['2026-11-01T01:30:00-06:00', '2026-11-01T07:30:00.000Z'],
  ])('%s is %s', (given, kept) => expect(utc(given)).toBe(kept));

  it.each([
    ['2026-11-01T01:30:00', 'time.no-offset'],
    ['2026-03-08T02:30', 'time.no-offset'],
    ['2026-03-08T02:30:00.5', 'time.no-offset'],
    ['2026-02-29T00:00:00Z', 'time.invalid'],
    ['2026-04-31T00:00:00Z', 'time.invalid'],
    ['2026-13-01T00:00:00Z', 'time.invalid'],
    ['2026-03-14T25:00:00Z', 'time.invalid'],
    ['2026-03-14', 'time.invalid'],
    ['2026-03-14 02:03:00Z', 'time.invalid'],
    ['2026-03-14T02:03:00 Z', 'time.invalid'],
    ['2026-03-14T02:03:00-06', 'time.invalid'],
    ['14 Mar 2026 02:03 GMT', 'time.invalid'],
    ['+002026-03-14T02:03:00Z', 'time.invalid'],
    ['', 'time.invalid'],
    [1773475200000, 'time.invalid'],
    [null, 'time.invalid'],
  ])('%p is refused as %s', (given, code) => expect(faultOfInstant(given)).toBe(code));
});
