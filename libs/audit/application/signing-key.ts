// The notary's key: Ed25519, written down as 32 bytes in base64; and what others check with, in C2SP's form of a public key.

import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Signer, Verifier } from '../domain/signed-note';
import { sha256 } from './sha256';

const BYTES = 32;
const ED25519 = 1;
/** What DER has before the 32 bytes of a private and of a public key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const HOW = 'Make one: openssl rand -base64 32';

/** A key that will not do. The message says where it is and what to do. */
export class SigningKeyRefused extends Error {
  override readonly name = 'SigningKeyRefused';
}

/** A key that signs; `publicKey` is what others are given: `name+id+key`. */
export type SigningKey = Signer & { readonly publicKey: string };

export const signingKeyOf = (name: string, text: string, from: string): SigningKey => {
  const seed = Buffer.from(text.trim(), 'base64');
  if (seed.length !== BYTES || seed.toString('base64') !== text.trim())
    throw new SigningKeyRefused(`${from} holds no key of ${BYTES} bytes in base64. ${HOW}`);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-BYTES);
  const keyId = keyIdOf(name, raw);
  const publicKey = `${name}+${Buffer.from(keyId).toString('hex')}+${Buffer.from([ED25519, ...raw]).toString('base64')}`;
  return { name, keyId, publicKey, sign: (bytes) => sign(null, bytes, key) };
};

/**
 * The key in `given` (`NOTARY_KEY`), else that of the file; else, in development, one that is made and kept there. Throws
 * `SigningKeyRefused` where there is none in production, or where it is no key.
 */
export const openSigningKey = (
  name: string,
  file: string,
  { given, production }: { readonly given: string | undefined; readonly production: boolean },
): SigningKey => {
  if (given !== undefined) return signingKeyOf(name, given, 'NOTARY_KEY');
  const kept = textOf(file);
  if (kept !== undefined) return signingKeyOf(name, kept, file);
  if (production)
    throw new SigningKeyRefused(`The notary has no key: NOTARY_KEY is not set, and ${file} is not there. ${HOW}`);
  const made = randomBytes(BYTES).toString('base64');
  const handle = openSync(file, 'wx', 0o600);
  writeSync(handle, `${made}\n`);
  fsyncSync(handle);
  closeSync(handle);
  return signingKeyOf(name, made, file);
};

/** Checks with a public key as it is handed out. Throws `SigningKeyRefused` where the text is none. */
export const verifierOf = (publicKey: string): Verifier => {
  const [, name = '', id = '', encoded = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(publicKey.trim()) ?? [];
  const [kind, ...raw] = Buffer.from(encoded, 'base64');
  const keyId = keyIdOf(name, Uint8Array.from(raw));
  if (kind !== ED25519 || raw.length !== BYTES || Buffer.from(keyId).toString('hex') !== id)
    throw new SigningKeyRefused(
      `'${publicKey.trim().slice(0, 120)}' is no public key of a notary: it is written name+id+key, on one line.`,
    );
  const key: KeyObject = createPublicKey({ key: Buffer.concat([SPKI, Buffer.from(raw)]), format: 'der', type: 'spki' });
  return { name, keyId, verify: (bytes, signature) => verify(null, bytes, key, signature) };
};

/** The first four bytes of what the format makes of name, kind and key. */
const keyIdOf = (name: string, raw: Uint8Array): Uint8Array =>
  sha256(new TextEncoder().encode(`${name}\n`), Uint8Array.of(ED25519), raw).subarray(0, 4);

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
