import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { checkpointText, parseCheckpoint } from './checkpoint';
import { noteOf, openNote, type Signer, type Verifier } from './signed-note';

/** A notary of that name with a key of its own. */
const notary = (name: string): Signer & Verifier => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const keyId = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(1)).update(raw).digest().subarray(0, 4);
  return {
    name,
    keyId,
    sign: (text) => sign(null, text, privateKey),
    verify: (text, signature) => verify(null, text, publicKey, signature),
  };
};
const acme = notary('faultline.example/acme');
const witness = notary('witness.example');
const TEXT = 'faultline.example/acme\n3\nno root\n';

describe('A signed note', () => {
  it('is read back with its text and with those who signed it', () =>
    expect(openNote(noteOf(TEXT, [acme, witness]), [witness, acme])).toStrictEqual({
      text: TEXT,
      signedBy: [acme.name, witness.name],
    }));

  it('is good for whoever knows one of its keys', () =>
    expect(openNote(noteOf(TEXT, [acme, witness]), [acme])).toStrictEqual({ text: TEXT, signedBy: [acme.name] }));

  it('keeps a text with empty lines as it is', () =>
    expect(openNote(noteOf('one\n\nand\n', [acme]), [acme])).toMatchObject({ text: 'one\n\nand\n' }));

  it('is good for nobody once a character of its text is changed', () => {
    const note = noteOf(TEXT, [acme]);
    for (let at = 0; at < TEXT.length; at++) {
      const changed = `${note.slice(0, at)}x${note.slice(at + 1)}`;
      if (changed !== note) expect(openNote(changed, [acme])).toHaveProperty('fault');
    }
  });

  it.each([
    ['by another key of that name', noteOf(TEXT, [notary(acme.name)]), /signed by nobody/],
    [
      'with another one’s signature under our name',
      withSignature(noteOf(TEXT, [witness])),
      /signed by nobody|does not bear/,
    ],
    ['without a signature', `${TEXT}\n`, /no signature|no signed note/],
    ['cut short', noteOf(TEXT, [acme]).slice(0, -1), /no signed note/],
    ['with a line behind it', `${noteOf(TEXT, [acme])}hello\n`, /no signature: 'hello'/],
    ['that is nothing', '', /no signed note/],
  ])('is refused %s', (_what, note, why) =>
    expect(openNote(note, [acme])).toStrictEqual({ fault: expect.stringMatching(why) }),
  );

  it('is refused where a signature of ours is spoiled, even beside a good one', () => {
    const [text, ours, theirs] = [
      TEXT,
      ...noteOf(TEXT, [acme, witness])
        .slice(TEXT.length + 1)
        .split(/(?<=\n)/),
    ];
    const spoiled = `${text}\n${ours?.replace(/.{3}=\n$/, 'AAA=\n')}${theirs}`;
    expect(openNote(spoiled, [acme, witness])).toStrictEqual({ fault: `does not bear the signature of ${acme.name}` });
  });

  it('has one form: bits of its last character that nobody reads may not be changed', () => {
    const note = noteOf(TEXT, [acme]);
    const [, last = ''] = /(.)=\n$/.exec(note) ?? [];
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const other = alphabet[alphabet.indexOf(last) + 1];
    expect(openNote(note.replace(/.=\n$/, `${other}=\n`), [acme])).toHaveProperty('fault');
  });

  it.each([
    ['without a line end', 'no end'],
    ['with a tab in it', 'a\tb\n'],
    ['with half a surrogate pair', '\ud800\n'],
  ])('is not made of a text %s', (_what, text) => expect(() => noteOf(text, [acme])).toThrow(RangeError));

  it('is not made in the name of somebody whose name cannot be read back', () =>
    expect(() => noteOf(TEXT, [{ ...acme, name: 'a b' }])).toThrow(/no name for a key/));
});

describe('A checkpoint', () => {
  const checkpoint = {
    origin: 'faultline.example/acme',
    size: 20,
    root: Uint8Array.from({ length: 32 }, (_, n) => n),
    heads: { streams: 4, root: Uint8Array.from({ length: 32 }, (_, n) => 255 - n) },
  };

  it('is read back as it was written, in four lines', () => {
    expect(checkpointText(checkpoint).split('\n')).toStrictEqual([
      'faultline.example/acme',
      '20',
      'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
      'heads 4 //79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=',
      '',
    ]);
    expect(parseCheckpoint(checkpointText(checkpoint))).toStrictEqual(checkpoint);
  });

  it.each([
    ['a size that is no number', ['\n20\n', '\nmany\n']],
    ['a size with a zero before it', ['\n20\n', '\n020\n']],
    ['a root that is cut short', ['Hh8=', 'Hh8']],
    ['no heads', [/heads.*\n/, '']],
    ['a line more', [/$/, 'more\n']],
  ] as const)('is none with %s', (_what, [from, to]) =>
    expect(parseCheckpoint(checkpointText(checkpoint).replace(from, to))).toBeUndefined(),
  );
});

function withSignature(note: string): string {
  return note.replace(witness.name, acme.name);
}
