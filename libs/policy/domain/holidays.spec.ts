import { DAY } from '#kernel';
import { dayRule, holidaysOf } from './holidays';

const observed = { sat: 'fri', sun: 'mon' } as const;
const dates = (days: readonly string[], year: number, more: object = { observed }) =>
  [...holidaysOf({ days, ...more }, year)]
    .map((day) => new Date(day * DAY).toISOString().slice(0, 10))
    .filter((date) => date.startsWith(String(year)))
    .sort();

describe('A holiday', () => {
  it.each([
    ['a fixed day', '12-25', 2026, ['2026-12-25']],
    ['the last Monday of May', 'last mon of 05', 2026, ['2026-05-25']],
    ['the last Monday where May ends on one', 'last mon of 05', 2027, ['2027-05-31']],
    ['the first Monday of September', '1st mon of 09', 2026, ['2026-09-07']],
    ['the fourth Thursday of November, which need not be the last', '4th thu of 11', 2023, ['2023-11-23']],
    ['a fifth Friday, in years that have one', '5th fri of 02', 2008, ['2008-02-29']],
    ['no day in years that have none', '5th fri of 02', 2026, []],
    ['the leap day, in leap years', '02-29', 2028, ['2028-02-29']],
    ['no day in other years', '02-29', 2026, []],
    ['one day, once', '2026-11-27', 2026, ['2026-11-27']],
    ['and not in another year', '2026-11-27', 2027, []],
  ])('is %s', (_, text, year, expected) => expect(dates([text], year)).toEqual(expected));

  it('on a Saturday stays one, and the Friday before is one as well', () =>
    expect(dates(['07-04'], 2026)).toEqual(['2026-07-03', '2026-07-04']));
  it('on a Sunday stays one, and the Monday after is one as well', () =>
    expect(dates(['07-04'], 2027)).toEqual(['2027-07-04', '2027-07-05']));
  it('may be kept in the year before', () => expect(dates(['01-01'], 2027)).toEqual(['2027-01-01', '2027-12-31']));
  it('may be kept in the year after', () => expect(dates(['12-31'], 2024)).toEqual(['2024-01-01', '2024-12-31']));
  it('is kept on a weekend only, where nothing else is said', () =>
    expect(dates(['07-04'], 2026, {})).toEqual(['2026-07-04']));
  it('makes one day with another that falls on it', () =>
    expect(dates(['12-25', '12-26', '2027-12-24'], 2027)).toEqual([
      '2027-12-24',
      '2027-12-25',
      '2027-12-26',
      '2027-12-27',
    ]));
  it('may be moved to the Monday from both days', () =>
    expect(dates(['12-25'], 2027, { observed: { sat: 'mon', sun: 'mon' } })).toEqual(['2027-12-25', '2027-12-27']));

  it.each(['13-01', '02-30', '2026-02-29', '1st mon of 13', '6th mon of 05', 'easter', '5-1', '1st Mon of 05', ''])(
    "is not '%s'",
    (text) => {
      expect(dayRule(text)).toBeUndefined();
      expect(() => dates([text], 2026)).toThrow('is no holiday');
    },
  );
});
