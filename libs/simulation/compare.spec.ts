import { differencesOf } from './compare';

const differ = (expected: unknown, actual: unknown) => differencesOf(expected, actual, 'T1');

describe('What was expected', () => {
  it('is compared by the keys that it names', () =>
    expect(
      differ({ sla: { respond: { state: 'met' } } }, { state: 'new', sla: { respond: { state: 'met', due: 'x' } } }),
    ).toStrictEqual([]));
  it('differs in lines that name the place', () =>
    expect(
      differ(
        { state: 'closed', sla: { respond: { state: 'met' } } },
        { state: 'new', sla: { respond: { state: 'breached' } } },
      ),
    ).toStrictEqual([
      'T1.state: expected "closed", was "new"',
      'T1.sla.respond.state: expected "met", was "breached"',
    ]));
  it('may be absent', () => {
    expect(differ({ sla: { restore: { state: 'met' } } }, { sla: {} })).toStrictEqual([
      'T1.sla.restore: expected {"state":"met"}, was absent',
    ]);
    expect(differ({ state: 'new' }, undefined)).toStrictEqual(['T1: expected {"state":"new"}, was absent']);
  });
  it('is compared in lists as a whole, element by element', () => {
    expect(differ([{ cents: 1 }], [{ cents: 1, kind: 'charge' }])).toStrictEqual([]);
    expect(differ([{ cents: 1 }], [{ cents: 2 }])).toStrictEqual(['T1[0].cents: expected 1, was 2']);
    expect(differ([], [{ cents: 2 }])).toStrictEqual(['T1: expected 0 element(s), was 1: [{"cents":2}]']);
    expect(differ([1], { 0: 1 })).toStrictEqual(['T1: expected [1], was {"0":1}']);
  });
  it('may write an instant in any zone', () => {
    expect(differ('2026-03-16T07:00:00-05:00', '2026-03-16T12:00:00Z')).toStrictEqual([]);
    expect(differ('2026-03-16T07:00:01-05:00', '2026-03-16T12:00:00Z')).toHaveLength(1);
  });
  it('is exact about what is no instant', () => {
    expect(differ('07', '7')).toHaveLength(1);
    expect(differ(1, '1')).toHaveLength(1);
    expect(differ(0, undefined)).toStrictEqual(['T1: expected 0, was absent']);
  });
});
