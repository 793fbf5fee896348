import fc from 'fast-check';
import { codePoints, folded, visibleLength } from './text-forms';

const isFound = (asked: string, stored: string) => folded(stored).includes(folded(asked));

describe('A search', () => {
  it.each([
    ['istanbul', 'İSTANBUL'],
    ['İSTANBUL', 'istanbul'],
    ['STRASSE', 'Lange Straße 7'],
    ['straße', 'LANGE STRASSE 7'],
    ['ΟΔΟΣ', 'ΟΔΟΣΑΣ'],
    ['οδος', 'ΟΔΟΣΑΣ'],
    ['Cafe', 'CAFÉ'],
    ['cafe\u0301', 'Café'],
    ['ırmak', 'IRMAK'],
    ['ＡＢＣ', 'abc'],
    ['office', 'oﬃce'],
    ['outage', 'out\u00adage'],
    ['ёлка', 'ЕЛКА'],
  ])('for %s finds %s', (asked, stored) => expect(isFound(asked, stored)).toBe(true));

  it.each([
    ['istanbul', 'ankara'],
    ['ΟΔΟΣ', 'ΟΔΗΓΟΣ'],
    ['日本', '本日'],
  ])('for %s does not find %s', (asked, stored) => expect(isFound(asked, stored)).toBe(false));

  it('finds every character in upper case, in lower case and by itself, and folds what is folded no further', () => {
    for (let point = 0; point <= 0x10ffff; point++) {
      const character = String.fromCodePoint(point);
      const fold = folded(character);
      const forms = [folded(character.toUpperCase()), folded(character.toLowerCase()), folded(fold)];
      if (forms.some((form) => form !== fold)) expect([point.toString(16), ...forms]).toStrictEqual([]);
    }
  });

  it('finds any part of a text that is made of whole characters', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (part, rest) => {
        expect(isFound(part, `${rest} ${part} ${rest}`)).toBe(true);
      }),
      { numRuns: 2_000, seed: 20_260_314 },
    ));
});

describe('The length of a text', () => {
  it('is counted in characters, not in halves of them', () => {
    expect([codePoints(''), codePoints('abc'), codePoints('🔥🔥'), codePoints('é')]).toStrictEqual([0, 3, 2, 1]);
  });

  it.each([
    ['spaces', '  \t\n\u00a0\u3000'],
    ['zero-width characters', '\u200b\u200c\u200d\u2060\ufeff'],
    ['direction marks', '\u200e\u202e\u2066'],
    ['Hangul fillers', '\u3164\u115f\uffa0'],
    ['a blank Braille cell', '\u2800'],
    ['variation selectors and tags', '\ufe0f\u{e0041}'],
    ['controls', '\u0001\u007f\u0085'],
  ])('is none for %s', (_what, text) => expect(visibleLength(text)).toBe(0));

  it('leaves out what surrounds it unseen, and nothing inside', () => {
    expect(visibleLength('\u200b a b \u200b')).toBe(3);
    expect(visibleLength('👩\u200d🔧')).toBe(3);
  });
});
