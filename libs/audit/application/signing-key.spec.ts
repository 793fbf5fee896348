import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteOf, openNote } from '../domain/signed-note';
import { openSigningKey, SigningKeyRefused, signingKeyOf, verifierOf } from './signing-key';

const SEED = Buffer.alloc(32, 7).toString('base64');
const folder = mkdtempSync(join(tmpdir(), 'faultline-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('The key of the notary', () => {
  it('is made once in development, for its owner alone, and is the same at the next start', () => {
    const file = join(folder, 'notary.key');
    const made = openSigningKey('log', file, { given: undefined, production: false });
    expect(openSigningKey('log', file, { given: undefined, production: true }).publicKey).toBe(made.publicKey);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('signs what its public key checks, and no other does', () => {
    const [key, other] = [SEED, Buffer.alloc(32, 8).toString('base64')].map((seed) =>
      signingKeyOf('log', seed, 'here'),
    );
    const note = noteOf('said\n', [key as never]);
    expect(openNote(note, [verifierOf(key?.publicKey ?? '')])).toHaveProperty('text', 'said\n');
    expect(openNote(note, [verifierOf(other?.publicKey ?? '')])).toHaveProperty('fault');
  });

  it('is the key of RFC 8032, 7.1, test 1, where its bytes are', () => {
    const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
    const { publicKey, sign } = signingKeyOf('log', Buffer.from(seed, 'hex').toString('base64'), 'here');
    const raw = Buffer.from(publicKey.split('+').slice(2).join('+'), 'base64').subarray(1);
    expect(raw.toString('hex')).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    expect(Buffer.from(sign(new Uint8Array())).toString('hex')).toMatch(/^e5564300c360ac72/);
  });

  it('is needed in production', () =>
    expect(() => openSigningKey('log', join(folder, 'none'), { given: undefined, production: true })).toThrow(
      /The notary has no key.*openssl rand -base64 32/,
    ));

  it.each(['', 'AAAA', 'no base64!'])('is refused where it is %j', (text) =>
    expect(() => signingKeyOf('log', text, 'NOTARY_KEY')).toThrow(SigningKeyRefused),
  );

  it.each(['', 'log', 'log+00000000+AQ==', 'log+12345678+AdEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='])(
    'has no public key %j',
    (text) => expect(() => verifierOf(text)).toThrow(/is no public key of a notary/),
  );
});
