// A text with signatures under it, in C2SP's signed-note format: a person reads it, and any of its tools checks it.
//
//     the text, which ends with a line end
//
//     — name base64(key id, signature)

/** A key that signs, or checks, for a name. The id is what the format makes of name and public key: 4 bytes. */
export type NoteKey = { readonly name: string; readonly keyId: Uint8Array };
export type Signer = NoteKey & { readonly sign: (text: Uint8Array) => Uint8Array };
export type Verifier = NoteKey & { readonly verify: (text: Uint8Array, signature: Uint8Array) => boolean };

/** What a note says, and who signed it of those whose keys were at hand; or why nobody should believe it. */
export type Opened = { readonly text: string; readonly signedBy: readonly string[] } | { readonly fault: string };

const DASH = '— ';
const KEY_ID = 4;
/** No spaces in it, and no '+', which stands between the parts of a key that is written down. */
const NAME = /^[^\s+]+$/u;
// A witness may add a signature of its own; nobody has hundreds.
const SIGNATURES_MAX = 100;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
// Line ends are the only control characters of a note.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f]/;

/** The text, signed. Throws `RangeError` on a text that would not be read back as it is. */
export const noteOf = (text: string, signers: readonly Signer[]): string => {
  const fault = faultOfText(text) ?? (signers.length === 0 ? 'has no signature' : undefined);
  if (fault !== undefined) throw new RangeError(`The note ${fault}.`);
  const bytes = new TextEncoder().encode(text);
  const lines = signers.map(({ name, keyId, sign }) => {
    if (!NAME.test(name)) throw new RangeError(`'${name}' is no name for a key: no spaces, and no '+'.`);
    return `${DASH}${name} ${base64([...keyId, ...sign(bytes)])}\n`;
  });
  return `${text}\n${lines.join('')}`;
};

/** Signatures of keys that are not at hand are passed over; one that is and does not hold spoils the note. */
export const openNote = (note: string, verifiers: readonly Verifier[]): Opened => {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return { fault: 'is no signed note: an empty line is before its signatures' };
  const text = note.slice(0, end + 1);
  const fault = faultOfText(text);
  if (fault !== undefined) return { fault };
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > SIGNATURES_MAX) return { fault: `has more than ${SIGNATURES_MAX} signatures` };
  const bytes = new TextEncoder().encode(text);
  const signedBy: string[] = [];
  for (const line of lines) {
    const signed = signatureOf(line);
    if (!signed) return { fault: `has a line that is no signature: '${line.slice(0, 80)}'` };
    const known = verifiers.find(({ name, keyId }) => name === signed.name && isSame(keyId, signed.keyId));
    if (!known) continue;
    if (!known.verify(bytes, signed.signature)) return { fault: `does not bear the signature of ${known.name}` };
    signedBy.push(known.name);
  }
  return signedBy.length > 0 ? { text, signedBy } : { fault: 'is signed by nobody whose key is known here' };
};

const faultOfText = (text: string): string | undefined => {
  if (!text.endsWith('\n')) return 'does not end with a line end';
  if (CONTROL.test(text)) return 'holds control characters';
  return text.isWellFormed() ? undefined : 'holds half of a surrogate pair';
};

const signatureOf = (line: string) => {
  if (!line.startsWith(DASH)) return undefined;
  const [name = '', encoded = '', ...more] = line.slice(DASH.length).split(' ');
  if (more.length > 0 || !NAME.test(name) || !BASE64.test(encoded)) return undefined;
  const bytes = Uint8Array.from(atob(encoded), (byte) => byte.charCodeAt(0));
  // One signature has one form: in another one the last character says bits that nobody reads.
  if (base64([...bytes]) !== encoded) return undefined;
  return bytes.length > KEY_ID ? { name, keyId: bytes.slice(0, KEY_ID), signature: bytes.slice(KEY_ID) } : undefined;
};

const base64 = (bytes: readonly number[]): string => btoa(String.fromCharCode(...bytes));
const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
