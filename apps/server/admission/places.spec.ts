import { setTimeout as pause } from 'node:timers/promises';
import { Places } from './places';

const FIXED = { least: 8, most: 8, goalMs: Number.POSITIVE_INFINITY };

describe('Places', () => {
  it('are given until all are taken, and again when one is given back', () => {
    const places = new Places(FIXED);
    const leave = Array.from({ length: 8 }, (_, n) => places.take(`${n}`));
    expect(leave.every(Boolean)).toBe(true);
    expect(places.take('late')).toBeUndefined();
    leave[3]?.();
    expect(places.take('late')).toBeDefined();
  });

  it('are never all of them for one, who has three quarters', () => {
    const places = new Places(FIXED);
    const taken = Array.from({ length: 8 }, () => places.take('greedy')).filter(Boolean);
    expect(taken).toHaveLength(6);
    expect(places.take('modest')).toBeDefined();
    taken[0]?.();
    expect(places.take('greedy')).toBeDefined();
  });

  it('become fewer while visits take too long, to a least, and more again once they do not', async () => {
    const places = new Places({ least: 4, most: 16, goalMs: 10 });
    const sizes: number[] = [];
    for (let round = 0; round < 12; round++) {
      const leave = places.take('slow');
      await pause(15);
      leave?.();
      sizes.push(places.size);
    }
    expect(sizes.at(-1)).toBe(4);
    expect(sizes).toStrictEqual(sizes.toSorted((a, b) => b - a));
    for (let visit = 0; visit < 100; visit++) places.take('quick')?.();
    expect(places.size).toBe(16);
  });

  it('are the least for as long as what comes first has none', () => {
    const places = new Places({ least: 4, most: 16, goalMs: Number.POSITIVE_INFINITY });
    const leave = Array.from({ length: 5 }, (_, n) => places.take(`${n}`));
    expect([places.isFull(true), places.isFull()]).toStrictEqual([true, false]);
    expect(places.take('late', true)).toBeUndefined();
    for (const each of leave.slice(0, 2)) each?.();
    expect(places.take('late', true)).toBeDefined();
  });

  it('become fewer once for all that were at it when it was noticed', async () => {
    const places = new Places({ least: 1, most: 20, goalMs: 5 });
    const leave = Array.from({ length: 10 }, (_, n) => places.take(`${n}`));
    await pause(10);
    for (const each of leave) each?.();
    expect(places.size).toBe(16);
  });
});
