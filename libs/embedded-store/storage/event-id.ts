/** A UUID as text (lower case, with dashes: the form on the wire) and as the four words by which it is compared. */
export type EventId = { readonly text: string; readonly words: readonly [number, number, number, number] };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BARE = /^[0-9a-f]{32}$/i;

/** Undefined where the text is no UUID. Accepts upper case and the form without dashes. */
export const eventId = (text: string): EventId | undefined => {
  if (UUID.test(text)) return known(text.toLowerCase());
  if (!BARE.test(text)) return undefined;
  return known(text.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
};

/** From the two 64-bit halves of the structured form, most significant first. */
export const eventIdOfHalves = (most: bigint, least: bigint): EventId => {
  const hex = (half: bigint) => BigInt.asUintN(64, half).toString(16).padStart(16, '0');
  return eventId(hex(most) + hex(least)) as EventId;
};

const known = (text: string): EventId => ({ text, words: wordsAt(Buffer.from(text, 'latin1'), 0) });

/** The words of a UUID that stands as text in a buffer; what is no hex digit counts as zero. */
export const wordsAt = (bytes: Buffer, start: number): [number, number, number, number] => [
  hex8(bytes, start, 0),
  hex8(bytes, start + 9, 1),
  hex8(bytes, start + 19, 1),
  hex8(bytes, start + 28, 0),
];

// Eight digits, with a dash after the fourth where there is one.
const hex8 = (bytes: Buffer, start: number, dash: 0 | 1): number => {
  let word = 0;
  for (let i = 0; i < 8; i++) word = (word << 4) | (DIGIT[bytes[start + i + (i < 4 ? 0 : dash)] as number] as number);
  return word >>> 0;
};

const DIGIT = new Uint8Array(256);
for (let digit = 0; digit < 16; digit++) {
  DIGIT[digit.toString(16).charCodeAt(0)] = digit;
  DIGIT[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

export const isZero = ({ words }: EventId): boolean => words.every((word) => word === 0);
