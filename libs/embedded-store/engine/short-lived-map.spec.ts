import fc from 'fast-check';
import { ShortLivedMap } from './short-lived-map';

const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', '7', ''), fc.string({ maxLength: 2 }));
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), name, value: fc.record({ n: fc.nat() }) }),
  fc.record({ do: fc.constantFrom('delete' as const, 'get' as const), name }),
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), name }) },
);

describe('What stays for a moment', () => {
  it('is held as by a Map', () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [passing, map] = [new ShortLivedMap<{ n: number }>(), new Map<string, { n: number }>()];
        for (const one of steps) {
          if (one.do === 'set') {
            passing.set(one.name, one.value);
            map.set(one.name, one.value);
          } else if (one.do === 'delete') expect(passing.delete(one.name)).toBe(map.delete(one.name));
          else if (one.do === 'clear') {
            passing.clear();
            map.clear();
          }
          expect([passing.get(one.name), passing.has(one.name)]).toEqual([map.get(one.name), map.has(one.name)]);
          expect(passing.size).toBe(map.size);
        }
        expect(new Map(passing.entries())).toEqual(map);
      }),
    ));
});
