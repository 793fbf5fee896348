import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { publishedFrom } from '#policy';
import { monthAt, monthOf, monthsBetween, monthsUpTo } from './month';

const document = parse(readFileSync(join(__dirname, '../../../policies/standard-support.yaml'), 'utf8'));
const zoneOf = (timezone: string) => {
  const zone = publishedFrom({ ...document, timezone }, 1).zones[timezone];
  if (!zone) throw new Error(`The policy carries no zone ${timezone}.`);
  return zone;
};
const chicago = zoneOf('America/Chicago');

describe('A month', () => {
  it("is that of the policy's zone: half past eleven at night on 31 March is March", () => {
    expect(monthOf(chicago, '2026-03')).toStrictEqual({
      month: '2026-03',
      from: '2026-03-01T06:00:00.000Z',
      to: '2026-04-01T05:00:00.000Z',
    });
    expect(monthAt(chicago, Date.parse('2026-04-01T04:30:00Z'))).toBe('2026-03');
    expect(monthAt(chicago, Date.parse('2026-04-01T05:00:00Z'))).toBe('2026-04');
  });

  it('begins where the one before it ends, all of them, in zones whose midnight may be left out', () => {
    for (const zone of [chicago, zoneOf('America/Havana'), zoneOf('Australia/Lord_Howe'), zoneOf('Asia/Kathmandu')])
      for (const month of monthsBetween('2000-01', '2030-12', 1000)) {
        const { from, to } = monthOf(zone, month);
        expect([month, monthAt(zone, Date.parse(from))]).toStrictEqual([month, month]);
        expect([month, monthAt(zone, Date.parse(to) - 1)]).toStrictEqual([month, month]);
        expect([month, monthAt(zone, Date.parse(from) - 1)]).not.toStrictEqual([month, month]);
      }
  });

  it('is counted over the turn of a year, and refused where it is none', () => {
    expect(monthsUpTo('2026-02', 4)).toStrictEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(monthsBetween('2025-12', '2026-01', 36)).toStrictEqual(['2025-12', '2026-01']);
    for (const wrong of ['2026-13', '2026-3', 'march', '1969-12'])
      expect(() => monthOf(chicago, wrong)).toThrow(RangeError);
    expect(() => monthsBetween('2026-02', '2026-01', 36)).toThrow('is before');
    expect(() => monthsBetween('2020-01', '2026-01', 36)).toThrow('more than 36');
  });
});
