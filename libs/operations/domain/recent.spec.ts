import { type Change, Recent } from './recent';

const change = (at: number): Change => ({ at: BigInt(at), ticketId: `T${at}`, client: 'acme', views: ['ticket-list'] });
const positions = (changes: readonly Change[] | undefined) => changes?.map(({ at }) => Number(at));

describe('Whoever was away', () => {
  it('is told what has changed since, and nothing twice', () => {
    const recent = new Recent(10n, 5);
    recent.add([change(12), change(15)]);
    recent.add([change(20)]);
    expect(positions(recent.behind(10n))).toStrictEqual([12, 15, 20]);
    expect(positions(recent.behind(15n))).toStrictEqual([20]);
    expect(positions(recent.behind(20n))).toStrictEqual([]);
    expect(recent.head).toBe(20n);
  });

  it('is told nothing where some of it may be missing: before the beginning, after the end, and what was let go', () => {
    const recent = new Recent(10n, 2);
    expect(recent.behind(9n)).toBeUndefined();
    expect(recent.behind(11n)).toBeUndefined();
    recent.add([change(12), change(15), change(20), change(21)]);
    expect(recent.behind(12n)).toBeUndefined();
    expect(positions(recent.behind(15n))).toStrictEqual([20, 21]);
  });
});
