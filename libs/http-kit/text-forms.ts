// Text as people mean it: what of it can be seen, how long it is, and the one form in which it is searched.

/** What leaves no mark on a screen: spaces, controls, formatting, fillers, the blank Braille cell. */
const INVISIBLE = /^[\s\p{Cc}\p{Cf}\p{Zs}\p{Default_Ignorable_Code_Point}\u2800]$/u;

/** How many characters a text has, as JSON Schema counts them: an emoji outside the basic plane is one, not two. */
export const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count++;
  return count;
};

/** How many characters a text has from the first that can be seen to the last; 0 where none can. */
export const visibleLength = (text: string): number => {
  let first: number | undefined;
  let behindLast = 0;
  let index = 0;
  // Counted and not trimmed by a pattern, which would look at a long run of spaces once for each of them.
  for (const character of text) {
    index++;
    if (INVISIBLE.test(character)) continue;
    first ??= index - 1;
    behindLast = index;
  }
  return behindLast - (first ?? 0);
};

// Diacritics, but the iota subscript, which is a letter of its own in upper case.
const IGNORED = /[\u0300-\u0344\u0346-\u036f\p{Default_Ignorable_Code_Point}]/gu;
const FINAL_SIGMA = /ς/g;

/**
 * The form in which text is searched, stored and asked alike: whatever its case (Straße, STRASSE), composition,
 * diacritics (İstanbul, istanbul), width, or place in the word (ΟΔΟΣ, ΟΔΟΣΑΣ). A projection that stores it raises its
 * version when this changes.
 */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(IGNORED, '')
    .toLowerCase() // ẞ has no other way to SS
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(IGNORED, '')
    .replace(FINAL_SIGMA, 'σ');
